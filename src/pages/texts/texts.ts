import { en } from './en.js';
import { es } from './es.js';
import type { Texts } from './shape.js';

export const LANGUAGES = ['en', 'es'] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

export const texts: Record<PageLanguage, Texts> = { en, es };

/** The language of a page: the one asked for, or the first that the browser names and we have. */
export function languageOf(asked: string | undefined, accepted: string | undefined): PageLanguage {
  const wanted = [asked ?? '', ...(accepted ?? '').split(',').map((one) => one.split(';')[0] ?? '')];
  const primary = wanted.map((one) => one.trim().slice(0, 2).toLowerCase());
  return primary.map((one) => LANGUAGES.find((language) => language === one)).find(Boolean) ?? 'en';
}

/** A word of a list whose keys come from elsewhere; undefined where there is none. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
