import { KnownKeys } from '../../src/verifier/keys.js';
import { Refusal } from '../../src/verifier/refusal.js';
import type { Fact } from '../../src/verifier/saying.js';
import { verify } from '../../src/verifier/verify.js';
import type { Language } from '../../src/verifier/words/sentences.js';
import { browserPrimitives } from './primitives.js';
import { element, progressed, relabel, shown, type Result } from './view.js';

const form = element('form', HTMLFormElement);
const files = element('files', HTMLInputElement);
const anchor = element('anchor', HTMLInputElement);
const key = element('key', HTMLTextAreaElement);
const drop = element('drop', HTMLElement);

let language: Language = navigator.language.startsWith('es') ? 'es' : 'en';
let results: Result[] = [];
let problems: { files?: 'noFiles'; key?: Refusal } = {};
let run = 0;

function render() {
  relabel(language, problems);
  shown(results, language);
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-language]'))
  button.addEventListener('click', () => {
    language = button.dataset.language === 'es' ? 'es' : 'en';
    render();
  });

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void check();
});

for (const over of ['dragenter', 'dragover'])
  document.addEventListener(over, (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
for (const left of ['dragleave', 'drop'])
  document.addEventListener(left, (event) => {
    event.preventDefault();
    drop.classList.remove('over');
  });
document.addEventListener('drop', ({ dataTransfer }) => {
  if (dataTransfer?.files.length) files.files = dataTransfer.files;
});

render();

async function check() {
  const mine = (run += 1);
  const chosen = [...(files.files ?? [])];
  const keys = knownKeys();
  problems = {
    ...(chosen.length ? {} : { files: 'noFiles' as const }),
    ...(keys instanceof Refusal ? { key: keys } : {}),
  };
  results = [];
  render();
  if (!chosen.length) files.focus();
  else if (keys instanceof Refusal) key.focus();
  else await checkEach(chosen, keys, () => mine === run);
}

/** One file after the other, until another run was started. */
async function checkEach(chosen: File[], keys: KnownKeys, isWanted: () => boolean) {
  for (const file of chosen) {
    const result = { name: file.name, ...(await outcome(file, keys)) };
    if (!isWanted()) return;
    results = [...results, result];
    shown(results, language);
  }
  progressed(undefined);
}

async function outcome(file: File, keys: KnownKeys): Promise<{ found: Fact[] | Refusal | 'failed' }> {
  const [witness] = anchor.files ?? [];
  const total = file.size + (witness?.size ?? 0);
  let read = 0;
  const count = (bytes: number) => progressed((read += bytes) / Math.max(total, 1));
  try {
    const given = {
      primitives: browserPrimitives,
      keys,
      anchor: witness ? () => bytesOf(witness, count) : undefined,
    };
    return { found: await verify(given, bytesOf(file, count)) };
  } catch (error) {
    if (error instanceof Refusal) return { found: error };
    console.error(error);
    return { found: 'failed' };
  }
}

function knownKeys(): KnownKeys | Refusal {
  const lines = key.value.split('\n').map((line) => line.trim());
  try {
    return new KnownKeys(browserPrimitives, lines.filter(Boolean));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Read by hand: not every browser's streams can be looped over. */
async function* bytesOf(file: File, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    count(piece.value.length);
    yield piece.value;
  }
}
