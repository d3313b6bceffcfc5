import type { BreachDuty } from '../../foundation/law/breach-clocks.js';
import { TO_BE_DETERMINED, type TemplateRow } from './template-rows.js';

interface Words {
  subject: string;
  text: string;
}

/** What a letter to a controller is written from. */
export interface ControllerLetter {
  library: string;
  number: string;
  phase: number;
  sentAt: Date;
  rows: TemplateRow[];
  panel: string;
}

const TITLES_ES: Record<string, string> = {
  nature: 'Naturaleza de la violación',
  subjectCategories: 'Categorías y número aproximado de personas afectadas',
  records: 'Categorías y número aproximado de registros afectados',
  contact: 'Dónde preguntar más',
  consequences: 'Posibles consecuencias',
  measures: 'Medidas adoptadas o propuestas',
};

/** The processor's notice to a controller (Art. 33(2)), in English and Spanish as the library speaks. */
export function controllerLetter(letter: ControllerLetter, languages: string[]): Words {
  const spoken = [...(languages.includes('es') ? [spanish(letter)] : [])];
  if (languages.includes('en') || !spoken.length) spoken.unshift(english(letter));
  return {
    subject: spoken.map(({ subject }) => subject).join(' · '),
    text: spoken.map(({ text }) => text).join('\n\n---\n\n'),
  };
}

function english({ library, number, phase, sentAt, rows, panel }: ControllerLetter): Words {
  const said = rows.map(({ title, value }) => `${title}:\n${value ?? `${TO_BE_DETERMINED}; it follows.`}`);
  return {
    subject: `Personal data breach: notice ${phase} to ${library} (${number})`,
    text:
      `We process personal data for ${library} and notify you of a personal data breach (GDPR Art. 33(2)).\n` +
      `This is notice ${phase} of ${number}, sent ${sentAt.toISOString()}. From now on your 72 hours to notify the ` +
      `supervisory authority may run (Art. 33(1)).\n\n${said.join('\n\n')}\n\n` +
      `Read, acknowledge and decide here: ${panel}`,
  };
}

function spanish({ library, number, phase, sentAt, rows, panel }: ControllerLetter): Words {
  const said = rows.map(
    ({ key, title, value }) => `${TITLES_ES[key] ?? title}:\n${value ?? 'Por determinar; se comunicará.'}`,
  );
  return {
    subject: `Violación de la seguridad de datos personales: aviso ${phase} a ${library} (${number})`,
    text:
      `Tratamos datos personales por cuenta de ${library} y le notificamos una violación de la seguridad de los datos ` +
      `(RGPD art. 33.2).\nEste es el aviso ${phase} de ${number}, enviado ${sentAt.toISOString()}. Desde ahora pueden ` +
      `correr sus 72 horas para notificar a la autoridad de control (art. 33.1).\n\n${said.join('\n\n')}\n\n` +
      `Léalo, acuse recibo y decida aquí: ${panel}`,
  };
}

const DUTIES: Record<BreachDuty, readonly [english: string, spanish: string]> = {
  'tell-controller': ['to tell the library (Art. 33(2))', 'avisar a la biblioteca (art. 33.2)'],
  'notify-authority': [
    'to notify the supervisory authority (Art. 33(1))',
    'notificar a la autoridad de control (art. 33.1)',
  ],
  'next-phase': [
    'to give the authority what was missing (Art. 33(4))',
    'dar a la autoridad lo que faltaba (art. 33.4)',
  ],
  'communicate-to-subjects': [
    'to inform the people concerned (Art. 34(1))',
    'informar a las personas afectadas (art. 34.1)',
  ],
};

/** What a reminder says: which duty, for which library, until when. Nothing of what happened. */
export function reminderLetter(
  duty: BreachDuty,
  about: { library: string; number: string; dueAt: Date; panel: string },
): Words {
  const [english, spanish] = DUTIES[duty];
  const { library, number, dueAt, panel } = about;
  const until = dueAt.toISOString();
  return {
    subject: `${number}, ${library}: ${until} · ${spanish}`,
    text:
      `${number}, ${library}: the time ${english} ends ${until}. It is better to send what is known, and the rest in ` +
      `phases, than to wait. After that it can still be sent, with the reasons for the delay.\n${panel}\n\n---\n\n` +
      `${number}, ${library}: el plazo para ${spanish} acaba el ${until}. Es mejor enviar lo que se sabe, y el resto por ` +
      `fases, que esperar. Después aún puede enviarse, con los motivos de la demora.\n${panel}`,
  };
}

/** Tells an owner that a notice came, beside the library's own address. */
export function ownerLetter(about: { library: string; number: string; panel: string }): Words {
  const { library, number, panel } = about;
  return {
    subject: `Personal data breach: a notice for ${library} (${number}) · Violación de seguridad: un aviso`,
    text:
      `A notice of a personal data breach was sent to ${library}. Read, acknowledge and decide here:\n${panel}\n\n---\n\n` +
      `Se envió a ${library} un aviso de violación de la seguridad de datos personales. Léalo, acuse recibo y decida aquí:\n${panel}`,
  };
}
