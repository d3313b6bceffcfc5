import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { spoken, type Language } from '../../foundation/data-map/words.js';

/** What a letter about a request tells: in the library's words, and what the law wants told beside them. */
export interface RequestLetter {
  about: 'identity' | 'extension' | 'refusal' | 'answer';
  kind: string;
  /** What the library writes. */
  words: string;
  /** The code of an extension's or a refusal's reason. */
  reason?: string;
  /** Until when an extended answer comes. */
  until?: Date;
  timeZone: string;
  authority: { name: string; url: string } | null;
}

interface Letterhead {
  library: string;
  link: string;
}

/** The letter in the reader's language, or in English. */
export function requestLetter(language: string, letter: RequestLetter, letterhead: Letterhead) {
  const tongue = spoken(language);
  const facts = {
    ...letterhead,
    words: letter.words,
    what: codeMeaning(letter.kind, tongue),
    why: letter.reason ? codeMeaning(letter.reason, tongue) : '',
    until: letter.until ? dayOf(letter.until, letter.timeZone, tongue) : '',
    remedy: remedyOf(letter, tongue),
  };
  return TEXTS[letter.about][tongue](facts);
}

type Facts = Letterhead & Record<'words' | 'what' | 'why' | 'until' | 'remedy', string>;
type Text = (facts: Facts) => { subject: string; text: string };

const TEXTS: Record<RequestLetter['about'], Record<Language, Text>> = {
  identity: {
    en: ({ library, link, what, words }) => ({
      subject: `${library} needs to know that it is you`,
      text: `You asked ${library} for this: ${what}. Before it answers, it has to know that it is you who ask (GDPR Art. 12(6)). It writes:\n\n${words}\n\nAnswer here; until then the request waits:\n${link}`,
    }),
    es: ({ library, link, what, words }) => ({
      subject: `${library} necesita saber que es usted`,
      text: `Pidió a ${library} esto: ${what}. Antes de responder tiene que saber que es usted quien lo pide (RGPD art. 12.6). Escribe:\n\n${words}\n\nConteste aquí; hasta entonces la solicitud espera:\n${link}`,
    }),
  },
  extension: {
    en: ({ library, link, what, why, until, words, remedy }) => ({
      subject: `${library} needs longer for your request`,
      text: `You asked ${library} for this: ${what}. The answer takes longer, until ${until} at the latest, because ${why}. The library writes:\n\n${words}\n\n${remedy}\n\nYou can follow it here:\n${link}`,
    }),
    es: ({ library, link, what, why, until, words, remedy }) => ({
      subject: `${library} necesita más tiempo para su solicitud`,
      text: `Pidió a ${library} esto: ${what}. La respuesta tardará más, como máximo hasta el ${until}, porque ${why}. La biblioteca escribe:\n\n${words}\n\n${remedy}\n\nPuede seguirla aquí:\n${link}`,
    }),
  },
  refusal: {
    en: ({ library, link, what, why, words, remedy }) => ({
      subject: `${library} does not do what you asked`,
      text: `You asked ${library} for this: ${what}. It does not do it, because ${why}. The library writes:\n\n${words}\n\n${remedy}\n\nYou can read this here as well:\n${link}`,
    }),
    es: ({ library, link, what, why, words, remedy }) => ({
      subject: `${library} no hará lo que pidió`,
      text: `Pidió a ${library} esto: ${what}. No lo hará, porque ${why}. La biblioteca escribe:\n\n${words}\n\n${remedy}\n\nTambién puede leerlo aquí:\n${link}`,
    }),
  },
  answer: {
    en: ({ library, link, what, words }) => ({
      subject: `${library} has answered your request`,
      text: `You asked ${library} for this: ${what}. It is done. The library writes:\n\n${words}\n\nYou can read this here as well:\n${link}`,
    }),
    es: ({ library, link, what, words }) => ({
      subject: `${library} ha respondido a su solicitud`,
      text: `Pidió a ${library} esto: ${what}. Está hecho. La biblioteca escribe:\n\n${words}\n\nTambién puede leerlo aquí:\n${link}`,
    }),
  },
};

/** The complaint and the judicial remedy of which a reader is told (Art. 12(4), 77, 79). */
function remedyOf({ authority }: RequestLetter, language: Language): string {
  if (language === 'es') {
    const whom = authority ? `${authority.name}, ${authority.url}` : 'la autoridad de protección de datos';
    return `Si no está de acuerdo, puede reclamar ante ${whom}, y puede acudir a los tribunales (RGPD arts. 77 y 79).`;
  }
  const whom = authority ? `${authority.name}, ${authority.url}` : 'the data protection authority';
  return `If you do not agree, you can complain to ${whom}, and you can go to court (GDPR Art. 77 and 79).`;
}

function dayOf(instant: Date, timeZone: string, language: Language): string {
  return instant.toLocaleDateString(language === 'es' ? 'es-ES' : 'en-GB', { timeZone, dateStyle: 'long' });
}
