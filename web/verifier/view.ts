import { Refusal } from '../../src/verifier/refusal.js';
import type { Fact } from '../../src/verifier/saying.js';
import { sentence, type Language } from '../../src/verifier/words/sentences.js';
import { texts } from './texts.js';

/** What became of one file. */
export interface Result {
  name: string;
  found: Fact[] | Refusal | 'failed';
}

/** @throws when the page has no such element. */
export function element<T extends HTMLElement>(id: string, kind: { new (): T; prototype: T }): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
}

/** Puts the page's own words, and what is wrong with its fields, into a language. */
export function relabel(language: Language, problems: { files?: 'noFiles'; key?: Refusal }): void {
  const words: Record<string, string> = texts[language];
  document.documentElement.lang = language;
  document.title = `${texts[language].title} · Carrel`;
  for (const one of document.querySelectorAll<HTMLElement>('[data-text]'))
    one.textContent = words[one.dataset.text ?? ''] ?? '';
  for (const one of document.querySelectorAll<HTMLElement>('[data-label]'))
    one.ariaLabel = words[one.dataset.label ?? ''] ?? '';
  for (const one of document.querySelectorAll<HTMLElement>('[data-language]'))
    one.ariaPressed = String(one.dataset.language === language);
  complain('files', problems.files ? texts[language][problems.files] : '');
  complain('key', problems.key ? sentence(problems.key, language) : '');
}

function complain(field: string, words: string) {
  element(`${field}-error`, HTMLElement).textContent = words;
  element(field, HTMLElement).ariaInvalid = words ? 'true' : 'false';
}

/** Tells what became of each file. */
export function shown(results: readonly Result[], language: Language): void {
  element('results', HTMLElement).replaceChildren(...results.map((one) => card(one, language)));
}

function card({ name, found }: Result, language: Language): HTMLElement {
  const t = texts[language];
  const isVerified = Array.isArray(found);
  const section = document.createElement('div');
  section.className = isVerified ? 'result' : 'result refused';
  section.append(
    withText('h2', name),
    withText('p', isVerified ? `✓ ${t.verified}` : `✗ ${t.refused}`, 'state-of-file'),
  );
  if (isVerified) {
    const list = document.createElement('ul');
    list.append(...found.map((one) => withText('li', sentence(one, language))));
    section.append(list);
  } else section.append(withText('p', found === 'failed' ? t.failed : sentence(found, language)));
  return section;
}

function withText(tag: 'h2' | 'p' | 'li', text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** From 0 to 1; `undefined` when nothing is under way. */
export function progressed(part: number | undefined): void {
  const bar = element('progress', HTMLProgressElement);
  bar.hidden = part === undefined;
  bar.value = part ?? 0;
}
