import { zipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { nodePrimitives } from '../src/verifying/node-primitives.js';
import { browserPrimitives } from '../web/verifier/primitives.js';
import { aBrowser, barriers, theBuiltVerifier } from './support/browser.js';
import { aCarrel } from './support/carrel.js';
import { primitives } from './support/ledger-primitives.js';
import { aLog, exportOf, WrittenLog } from './support/ledger-writer.js';
import { aloneCommand } from './support/server.js';

let folder: string;
let page: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-verify-'));
  page = theBuiltVerifier();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with a proof, an export or a pack, and where it lies. */
function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Ana's receipt, the log it stands in, a pack with both, and forgeries of each. */
function files() {
  const { log, opened } = aLog(300, { checkpoints: [100, 300] });
  const mine = opened[7];
  if (!mine) throw new Error('the log is empty');
  const receipt = log.receipt(mine);
  const edited = { ...receipt, record: { ...receipt.record, language: 'es' } };
  const text = exportOf(log);
  const contents = new Map([['receipt.proof.json', Buffer.from(JSON.stringify(receipt))]]);
  const list = Buffer.from(JSON.stringify(log.evidence([mine], contents)));
  const platform = new WrittenLog();
  platform.open({ kind: 'anchor', checkpoint: log.noteAt() });
  platform.publish();
  const spoilt = log.lines();
  const bundle = Buffer.from(String(spoilt[3]?.bundle), 'base64');
  bundle[51 * 17 + 30] = (bundle[51 * 17 + 30] ?? 0) ^ 1;
  const made = {
    receipt: written('receipt.proof.json', JSON.stringify(receipt, null, 2)),
    edited: written('edited.proof.json', JSON.stringify(edited)),
    log: written('harbour.log.jsonl', text),
    spoilt: written(
      'spoilt.log.jsonl',
      exportOf(spoilt.with(3, { entries: 0, bundle: bundle.toString('base64') })),
    ),
    pack: written('pack.zip', zipSync({ 'proof.json': list, ...Object.fromEntries(contents) })),
    anchor: written('platform.log.jsonl', exportOf(platform)),
    key: written('harbour.key', `${log.key}\n`),
  };
  log.entries.length = 100;
  log.checkpoints.length = 1;
  return { ...made, cut: written('cut.log.jsonl', exportOf(log)), vkey: log.key, mine };
}

describe('carrel ledger verify', () => {
  async function run(...args: string[]) {
    const command = aloneCommand(['ledger', 'verify', ...args]);
    const code = await command.ended;
    return { code, said: command.output };
  }

  it('says what holds in a receipt, a pack and a log, with neither database nor data directory', async () => {
    const { receipt, pack, log, anchor, vkey, mine } = files();

    const { code, said } = await run(receipt, pack, log, '--key', vkey, '--anchor', anchor);

    expect(code).toBe(0);
    expect(said).toContain(`${receipt}: verified.`);
    expect(said).toContain(`Entry ${mine.id} (consent) stands in the log`);
    expect(said).toContain('The pack holds exactly the 1 files of its list, unchanged.');
    expect(said).toContain('300 entries and 3 tiles agree with 2 signed checkpoints');
    expect(said).toContain('All 1 checkpoints that the anchor log has seen');
  });

  it('names the first thing that does not hold, and exits 1', async () => {
    const { edited, spoilt, cut, anchor, key } = files();

    expect(await run(edited, '--key', key)).toEqual({
      code: 1,
      said: `${edited}: NOT verified. The promise: it was signed for another record.\n`,
    });
    const log = await run(spoilt, '--key', key);
    expect(log).toMatchObject({ code: 1 });
    expect(log.said).toContain('tile 0/0, entry 17: it has not the hash that the tile holds for it');
    expect((await run(cut, '--key', key)).code).toBe(0);
    const shown = await run(cut, '--key', key, '--anchor', anchor);
    expect(shown).toMatchObject({ code: 1 });
    expect(shown.said).toContain(
      'ends after 100 entries, but the anchor log has seen a signed checkpoint over 300',
    );
  });

  it('says so when the key of a log was taken on trust', async () => {
    const { log } = files();
    const { code, said } = await run(log);
    expect(code).toBe(0);
    expect(said).toContain('was taken on trust from the file itself');
  });

  it('tells wrong usage from a file that does not hold', async () => {
    const { receipt, key } = files();
    expect(await run(receipt)).toMatchObject({ code: 2, said: expect.stringContaining('Give that key') });
    expect(await run(receipt, '--key', 'nonsense')).toMatchObject({
      code: 2,
      said: expect.stringContaining('no verifier key'),
    });
    expect(await run(join(folder, 'none'), '--key', key)).toMatchObject({
      code: 2,
      said: expect.stringContaining('There is no file'),
    });
    expect(await run()).toMatchObject({ code: 2 });
  });
});

describe('the cryptography of command and page', () => {
  it('is that of the rules', () => {
    const { log } = aLog(3);
    const [bytes, key] = [Buffer.from('bytes'), Buffer.from('key')];
    const publicKey = Buffer.from(log.key.split('+').slice(2).join('+'), 'base64').subarray(1);
    const [text = '', line = ''] = log.noteAt().split('\n\n');
    const message = Buffer.from(`${text}\n`);
    const signature = Buffer.from(line.trim().split(' ')[2] ?? '', 'base64').subarray(4);
    const wrong = Buffer.from(signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)));
    for (const one of [nodePrimitives, browserPrimitives]) {
      const [hash, expected] = [new Uint8Array(40), new Uint8Array(40)];
      one.sha256Into(bytes, hash, 4);
      primitives.sha256Into(bytes, expected, 4);
      expect(hash).toEqual(expected);
      expect(Buffer.from(one.hmacSha256(key, bytes))).toEqual(Buffer.from(primitives.hmacSha256(key, bytes)));
      expect(one.ed25519Verify(publicKey, message, signature)).toBe(true);
      expect(one.ed25519Verify(publicKey, message, wrong)).toBe(false);
      expect(one.ed25519Verify(publicKey, Buffer.from(text), signature)).toBe(false);
    }
  });
});

describe('the verifier in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await aBrowser();
  });
  afterAll(() => browser.close());

  interface Opened {
    page: Page;
    context: BrowserContext;
    /** What the page asked for besides itself. */
    asked: string[];
    complaints: string[];
  }

  /** The page from its file, with the network gone. */
  async function open(options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    const address = pathToFileURL(page).href;
    const asked: string[] = [];
    const complaints: string[] = [];
    await context.setOffline(true);
    await context.route('**', (route) => {
      if (route.request().url() === address) return route.continue();
      asked.push(route.request().url());
      return route.abort();
    });
    const opened = await context.newPage();
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(address);
    return { page: opened, context, asked, complaints };
  }

  const results = ({ page: opened }: Opened) => opened.locator('#results');

  it('checks a receipt, a pack and a log from a file, and asks nobody for anything', async () => {
    const { receipt, pack, log, anchor, vkey, mine } = files();
    const window = await open();

    await window.page.getByLabel('Files to check').setInputFiles([receipt, pack, log]);
    await window.page.getByLabel('Public key of the log').fill(vkey);
    await window.page.getByLabel('Anchor log').setInputFiles(anchor);
    await window.page.getByRole('button', { name: 'Check', exact: true }).click();

    await results(window).getByText('All 1 checkpoints that the anchor log has seen').waitFor();
    expect(await results(window).getByText('✓ Verified').count()).toBe(3);
    expect(await results(window).innerText()).toContain(`Entry ${mine.id} (consent) stands in the log`);
    expect(await results(window).getAttribute('aria-live')).toBe('polite');
    // data: is the empty icon.
    expect(window.asked.filter((url) => !url.startsWith('data:'))).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });

  it('names the first thing that does not hold, in the reader’s language', async () => {
    const { edited, spoilt, vkey } = files();
    const window = await open({ locale: 'es-ES' });

    await window.page.getByLabel('Ficheros que comprobar').setInputFiles([edited, spoilt]);
    await window.page.getByLabel('Clave pública del registro').fill(vkey);
    await window.page.getByRole('button', { name: 'Comprobar', exact: true }).click();

    await results(window).getByText('La promesa: se firmó para otra acta.').waitFor();
    await results(window).getByText('tesela 0/0, entrada 17').waitFor();
    await window.page.getByRole('button', { name: 'English' }).click();
    await results(window).getByText('The promise: it was signed for another record.').waitFor();
    expect(await window.page.getAttribute('html', 'lang')).toBe('en');
    await window.context.close();
  });

  it('takes files that are dropped, and says which field is wrong', async () => {
    const { receipt, vkey } = files();
    const window = await open();
    const check = window.page.getByRole('button', { name: 'Check', exact: true });

    await check.click();
    await window.page.getByText('Choose at least one file.').waitFor();
    expect(await window.page.evaluate('document.activeElement.id')).toBe('files');
    const content = readFileSync(receipt, 'utf8');
    // As text: the compiler does not know what a browser has.
    const data = await window.page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(content)}], 'dropped.proof.json'));
      return transfer;
    })()`);
    await window.page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    await window.page.getByLabel('Public key of the log').fill('nonsense');
    await check.click();
    await window.page.getByText('It is no verifier key').waitFor();
    expect(await window.page.evaluate('document.activeElement.id')).toBe('key');
    await window.page.getByLabel('Public key of the log').fill(vkey);
    await check.click();
    await results(window).getByText('dropped.proof.json').waitFor();
    expect(await results(window).innerText()).toContain('✓ Verified');
    await window.context.close();
  });

  it('is reached and worked by keyboard, without barriers, on a narrow screen in light and dark', async () => {
    const { receipt, vkey } = files();
    for (const colorScheme of ['light', 'dark'] as const) {
      const window = await open({ viewport: { width: 320, height: 640 }, colorScheme });
      const reached: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        await window.page.keyboard.press('Tab');
        reached.push(
          String(
            await window.page.evaluate(
              'document.activeElement.id || document.activeElement.textContent.trim()',
            ),
          ),
        );
      }
      expect(reached).toEqual([
        'Skip to the content',
        'English',
        'Español',
        'files',
        'key',
        'anchor',
        'Check',
      ]);
      await window.page.getByLabel('Files to check').setInputFiles(receipt);
      await window.page.getByLabel('Public key of the log').fill(vkey);
      await window.page.getByRole('button', { name: 'Check', exact: true }).focus();
      await window.page.keyboard.press('Enter');
      await results(window).getByText('✓ Verified').waitFor();
      const wide = await window.page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(320);
      expect(await barriers(window)).toEqual([]);
      await window.context.close();
    }
  });

  it('is one file that allows itself its own script and style only', () => {
    const html = readFileSync(page, 'utf8');
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
    expect(html.match(/(?:src|href)="(?!#|data:)[^"]*"/g)).toBeNull();
  });
});

it('is served with a policy as strict as its own', async () => {
  const carrel = await aCarrel();
  try {
    const answer = await fetch(`${carrel.url}/ledger/verifier.html`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; .*frame-ancestors 'none'$/);
    expect(await answer.text()).toBe(readFileSync(page, 'utf8'));
    const browser = await aBrowser();
    const opened = await browser.newPage();
    await opened.goto(`${carrel.url}/ledger/verifier.html`);
    await opened.getByRole('button', { name: 'Check', exact: true }).click();
    await opened.getByText('Choose at least one file.').waitFor();
    await browser.close();
  } finally {
    await carrel.stop();
  }
});
