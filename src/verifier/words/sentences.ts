import type { Fact, Places, Refused, Values } from '../saying.js';
import * as en from './en.js';
import * as es from './es.js';

export type Language = 'en' | 'es';

const LANGUAGES = { en, es };
/** Where a place stands in a sentence: the wide before the narrow. */
const ORDER = [
  'file',
  'log',
  'anchor',
  'generation',
  'line',
  'checkpoint',
  'tile',
  'entry',
  'proof',
  'part',
  'field',
] as const;

/** A fact or a refusal as a sentence for people. */
export function sentence(
  said: Fact | { refused: Refused; values: Values; at: Places },
  language: Language,
): string {
  const { facts, places, refusals } = LANGUAGES[language];
  if ('told' in said) return filled(facts[said.told], said.values);
  const where = ORDER.flatMap((kind) => {
    const value = said.at[kind];
    return value === undefined
      ? []
      : [
          filled(places[kind], {
            value: kind === 'part' || kind === 'log' ? wordOf(value, language) : value,
          }),
        ];
  });
  const what = filled(refusals[said.refused], said.values);
  const whole = where.length ? `${where.join(', ')}: ${what}` : what;
  // A file's name stays as it is.
  return said.at.file === undefined ? capital(whole) : whole;
}

/** Names of parts are words themselves; all else is as it stands in the file. */
function wordOf(value: string | number, language: Language): string | number {
  const { parts } = LANGUAGES[language];
  return Object.hasOwn(parts, value) ? parts[value as keyof typeof parts] : value;
}

function filled(words: string, values: Values): string {
  return words.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(values[name] ?? ''));
}

/** What stands in a file may be anything: it is shown shortened and without what a terminal would obey. */
function shown(value: string | number): string {
  const text = String(value).replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '\u{FFFD}');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
