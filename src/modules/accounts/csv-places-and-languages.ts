import { plainSpelling } from './csv-cells.js';
import { Unreadable } from './csv-records.js';

type Kind = 'region' | 'language';

// The languages in which a library of the Union may have written its file.
const writtenIn =
  'en es ca gl eu bg cs da de el et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv nb is'.split(' ');
const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const pairs = letters.flatMap((first) => letters.map((second) => first + second));
// Codes that ISO 3166-1 gives to no country, though names exist for them.
const noCountries = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));

const otherNames: Record<Kind, Record<string, string>> = {
  region: {
    el: 'GR',
    uk: 'GB',
    greatbritain: 'GB',
    england: 'GB',
    scotland: 'GB',
    wales: 'GB',
    northernireland: 'GB',
    inglaterra: 'GB',
    czechrepublic: 'CZ',
    holland: 'NL',
    holanda: 'NL',
    canarias: 'ES',
    islascanarias: 'ES',
    usa: 'US',
    eeuu: 'US',
  },
  language: { castellano: 'es', castilian: 'es', castella: 'es', valenciano: 'ca', valencia: 'ca' },
};

const known: Partial<Record<Kind, ReadonlyMap<string, string>>> = {};

/** Reads a country's ISO 3166-1 code or its name in a language of Europe. @throws Unreadable for anything else. */
export function readCountry(cell: string): string {
  const country = named('region', cell);
  if (country === undefined)
    throw new Unreadable('The country is not one we know: write its two-letter code, such as ES.');
  return country;
}

/** Reads a language tag (es, es-MX, es_ES.UTF-8, spa) or a language's name. @throws Unreadable for anything else. */
export function readLanguage(cell: string): string {
  const language = named('language', cell) ?? tagged(cell.replace(/[.@].*$/, '').replaceAll('_', '-'));
  if (language === undefined)
    throw new Unreadable('The language is not one we know: write its code, such as es.');
  return language;
}

function tagged(tag: string): string | undefined {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return undefined;
  try {
    const locale = new Intl.Locale(tag);
    return named('language', locale.language) && locale.toString();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function named(kind: Kind, text: string): string | undefined {
  known[kind] ??= namesOf(kind);
  return known[kind].get(plainSpelling(text));
}

function namesOf(kind: Kind): ReadonlyMap<string, string> {
  const english = displayNames(kind, 'en');
  const codes = pairs
    .map((pair) => (kind === 'region' ? pair.toUpperCase() : pair))
    .filter(
      (code) => english.of(code) !== undefined && canonical(kind, code) === code && !noCountries.has(code),
    );
  const names = new Map([
    ...codes.map((code) => [code.toLowerCase(), code] as const),
    ...Object.entries(otherNames[kind]),
  ]);
  for (const language of [...writtenIn, ...(kind === 'language' ? codes : [])]) {
    const translated = displayNames(kind, language);
    for (const code of kind === 'language' && !writtenIn.includes(language) ? [language] : codes) {
      const name = plainSpelling(translated.of(code) ?? '');
      if (name !== '' && !names.has(name)) names.set(name, code);
    }
  }
  return names;
}

function displayNames(type: Kind, language: string) {
  return new Intl.DisplayNames(language, { type, fallback: 'none' });
}

function canonical(kind: Kind, code: string): string | undefined {
  return kind === 'region' ? new Intl.Locale(`und-${code}`).region : new Intl.Locale(code).language;
}
