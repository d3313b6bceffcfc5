import { codeMeaning } from './code-words.js';
import type { DataMap } from './data-map.js';
import { PURPOSES } from './purposes.js';
import { tableTitle, type Language } from './words.js';

/** What the codes of a table mean, by property and code (Art. 12(1)). */
export function codeLegend(
  map: DataMap,
  table: string,
  language: Language,
): Map<string, Record<string, string>> {
  return new Map(
    [...map.codes(table)].map(([property, codes]) => [property, meanings(map, codes, language)]),
  );
}

function meanings(map: DataMap, codes: 'purposes' | 'tables' | readonly string[], language: Language) {
  const pairs =
    codes === 'purposes'
      ? PURPOSES.map(({ key, texts }) => [key, texts[language].title])
      : codes === 'tables'
        ? map.personal().map(({ table }) => [table, tableTitle(table, language)])
        : codes.map((code) => [code, codeMeaning(code, language)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
