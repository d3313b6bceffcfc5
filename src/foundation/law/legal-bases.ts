/** The six bases on which personal data may be processed at all (Art. 6(1)), in the words shown to readers. */
export const legalBases = {
  consent: {
    article: 'Art. 6(1)(a)',
    text: {
      en: 'You said yes. You can take it back at any time, as easily as you gave it.',
      es: 'Usted dijo que sí. Puede retirarlo en cualquier momento, con la misma facilidad con que lo dio.',
    },
  },
  contract: {
    article: 'Art. 6(1)(b)',
    text: {
      en: 'It is needed for what you agreed with the library, or for a step you asked for before agreeing.',
      es: 'Hace falta para lo que acordó con la biblioteca, o para un paso que pidió antes de acordarlo.',
    },
  },
  'legal-obligation': {
    article: 'Art. 6(1)(c)',
    text: {
      en: 'A law obliges the library to do it.',
      es: 'Una ley obliga a la biblioteca a hacerlo.',
    },
  },
  'vital-interests': {
    article: 'Art. 6(1)(d)',
    text: {
      en: "It is needed to protect somebody's life.",
      es: 'Hace falta para proteger la vida de alguien.',
    },
  },
  'public-task': {
    article: 'Art. 6(1)(e)',
    text: {
      en: 'It is part of a public task that the law gives to the library. You can object.',
      es: 'Forma parte de una misión pública que la ley encarga a la biblioteca. Puede oponerse.',
    },
  },
  'legitimate-interests': {
    article: 'Art. 6(1)(f)',
    text: {
      en: 'The library has a fair reason for it that does not outweigh your interests and rights. You can object.',
      es: 'La biblioteca tiene un motivo legítimo que no prevalece sobre sus intereses y derechos. Puede oponerse.',
    },
  },
} as const satisfies Record<string, { article: string; text: Record<'en' | 'es', string> }>;

/** One of the six bases of Art. 6(1). */
export type LegalBasis = keyof typeof legalBases;

/** An article as a language cites it: Art. 6(1)(b) is art. 6.1.b in Spanish. */
export function articleIn(article: string, language: 'en' | 'es'): string {
  return language === 'es' ? article.replace('Art.', 'art.').replace(/\((\w+)\)/g, '.$1') : article;
}
