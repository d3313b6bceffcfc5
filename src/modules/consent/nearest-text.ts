/** A text in one language. */
interface InLanguage {
  language: string;
}

/**
 * Of texts that say the same, the one to show to somebody who asks for a language: that language, its wider or its
 * regional form, then what the library itself speaks, in its order, then the first by name, so that the same is always
 * shown. Undefined only when there is none.
 */
export function nearestText<T extends InLanguage>(
  texts: readonly T[],
  wanted: string | undefined,
  spoken: readonly string[],
): T | undefined {
  const byName = [...texts].sort((a, b) => (a.language < b.language ? -1 : 1));
  for (const language of [...(wanted === undefined ? [] : [wanted]), ...spoken]) {
    const exact = byName.find((text) => text.language === language);
    const wider = byName.find((text) => text.language === baseOf(language));
    const regional = byName.find((text) => baseOf(text.language) === baseOf(language));
    const found = exact ?? wider ?? regional;
    if (found) return found;
  }
  return byName[0];
}

function baseOf(language: string): string {
  return language.split('-')[0] ?? language;
}
