import { spoken, type Language } from '../../foundation/data-map/words.js';
import type { NoticeEvent } from './recipient.entity.js';

/** What a letter to a recipient tells; the person is known to it by an id. */
export interface NoticeLetter {
  library: string;
  reader: string;
  event: NoticeEvent;
  data: string[];
  at: Date;
  id: string;
  link: string;
}

const EVENTS: Record<NoticeEvent, Record<Language, string>> = {
  rectified: {
    en: 'has corrected data about this person (GDPR Art. 16). Please correct them too, or ask the library for the present ones.',
    es: 'ha rectificado datos de esta persona (RGPD art. 16). Rectifíquenlos también, o pidan a la biblioteca los actuales.',
  },
  erased: {
    en: 'is erasing the data about this person (GDPR Art. 17). Please erase what you received, and copies and links of it.',
    es: 'está suprimiendo los datos de esta persona (RGPD art. 17). Supriman lo que recibieron, sus copias y sus enlaces.',
  },
  restricted: {
    en: 'has restricted the processing of the data about this person (GDPR Art. 18). Please only store them until you hear from us again.',
    es: 'ha limitado el tratamiento de los datos de esta persona (RGPD art. 18). Limítense a conservarlos hasta nuevo aviso.',
  },
  'restriction-lifted': {
    en: 'has lifted the restriction of the data about this person. You may process them again as before.',
    es: 'ha levantado la limitación del tratamiento de los datos de esta persona. Pueden tratarlos de nuevo como antes.',
  },
};

/** The letter in the library's languages that we speak, English where it speaks none of them. */
export function noticeLetter(letter: NoticeLetter, languages: string[]): { subject: string; text: string } {
  const known = [...new Set(languages.filter((one) => /^(en|es)\b/.test(one)).map(spoken))];
  const written = (known.length ? known : (['en'] as const)).map((language) => inLanguage(letter, language));
  return {
    subject: written.map(({ subject }) => subject).join(' · '),
    text: written.map(({ text }) => text).join('\n\n---\n\n'),
  };
}

function inLanguage(letter: NoticeLetter, language: Language) {
  const { library, reader, event, data, at, id, link } = letter;
  const told = EVENTS[event][language];
  const day = at.toISOString().slice(0, 10);
  const which = data.join(', ');
  if (language === 'es')
    return {
      subject: `Aviso de ${library} sobre una persona cuyos datos recibieron`,
      text: `${library} les dio datos de una persona a la que conocen por este identificador:\n${reader}\n\n${library} ${told}\n\nFecha: ${day}.${which ? ` Datos: ${which}.` : ''}\n\nLa ley nos pide comunicárselo a cada destinatario (RGPD art. 19). Confirmen aquí que lo han recibido; si no, volveremos a escribir:\n${link}\n\nAviso ${id}`,
    };
  return {
    subject: `Notice of ${library} about a person whose data you received`,
    text: `${library} gave you data about a person whom you know by this id:\n${reader}\n\n${library} ${told}\n\nDate: ${day}.${which ? ` Data: ${which}.` : ''}\n\nThe law asks us to tell each recipient (GDPR Art. 19). Please confirm here that you have received this; otherwise we write again:\n${link}\n\nNotice ${id}`,
  };
}
