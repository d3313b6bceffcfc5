import type { Purpose, PurposeKey, Retention } from './vocabulary.js';

/**
 * The purposes of processing that Carrel knows. A new library's purposes start as copies of these; a table that names
 * none of them cannot start (Art. 5(1)(b), 30(1)(b)).
 */
export const PURPOSES: readonly Purpose[] = [
  {
    key: 'account',
    legalBasis: 'contract',
    categories: ['identity', 'contact', 'credential'],
    recipients: [],
    retention: { months: 0, from: 'account-end' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Your account',
        text: 'We keep your name, address and sign-in details so that you can use the library. Without them there is no account.',
      },
      es: {
        title: 'Su cuenta',
        text: 'Guardamos su nombre, su dirección y sus datos de acceso para que pueda usar la biblioteca. Sin ellos no hay cuenta.',
      },
    },
  },
  {
    key: 'lending',
    legalBasis: 'contract',
    categories: ['reading'],
    recipients: [],
    retention: { months: 0, from: 'account-end' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Loans and reading position',
        text: 'We keep what you borrow and where you stopped reading, so that you can go on where you left off.',
      },
      es: {
        title: 'Préstamos y punto de lectura',
        text: 'Guardamos lo que toma en préstamo y dónde dejó de leer, para que pueda continuar donde lo dejó.',
      },
    },
  },
  {
    key: 'conversations',
    legalBasis: 'contract',
    categories: ['communication'],
    recipients: [],
    retention: { months: 0, from: 'account-end' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Conversations with the library',
        text: 'We keep the questions you ask the library, its answers and what you attach, so that both of you can read them.',
      },
      es: {
        title: 'Conversaciones con la biblioteca',
        text: 'Guardamos las preguntas que hace a la biblioteca, sus respuestas y lo que adjunta, para que ambas partes puedan leerlas.',
      },
    },
  },
  {
    key: 'service-messages',
    legalBasis: 'legitimate-interests',
    categories: ['contact', 'reading'],
    recipients: [],
    retention: { months: 12, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Messages about what you borrowed',
        text: 'We write to you about your loans, such as when one ends. Our interest is that items come back; you can object.',
      },
      es: {
        title: 'Mensajes sobre sus préstamos',
        text: 'Le escribimos sobre sus préstamos, por ejemplo cuando uno termina. Nuestro interés es que los ejemplares vuelvan; puede oponerse.',
      },
    },
  },
  {
    key: 'newsletter',
    legalBasis: 'consent',
    categories: ['contact'],
    recipients: [],
    retention: { months: 0, from: 'withdrawal' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Newsletter by e-mail',
        text: 'We send you the library’s news by e-mail. You can stop it at any time with one click.',
      },
      es: {
        title: 'Boletín por correo electrónico',
        text: 'Le enviamos las novedades de la biblioteca por correo electrónico. Puede dejar de recibirlas cuando quiera con un clic.',
      },
    },
  },
  {
    key: 'phone-calls',
    legalBasis: 'consent',
    categories: ['contact', 'communication'],
    recipients: [],
    retention: { months: 12, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Phone calls',
        text: 'We call you about events and services of the library. You can stop it at any time.',
      },
      es: {
        title: 'Llamadas telefónicas',
        text: 'Le llamamos por actos y servicios de la biblioteca. Puede pararlo cuando quiera.',
      },
    },
  },
  {
    key: 'text-messages',
    legalBasis: 'consent',
    categories: ['contact', 'communication'],
    recipients: [],
    retention: { months: 12, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Text messages',
        text: 'We send you short messages to your phone about the library. You can stop it at any time.',
      },
      es: {
        title: 'Mensajes de texto',
        text: 'Le enviamos mensajes breves al teléfono sobre la biblioteca. Puede pararlo cuando quiera.',
      },
    },
  },
  {
    key: 'reading-analytics',
    legalBasis: 'consent',
    categories: ['usage', 'reading'],
    recipients: [],
    retention: { months: 13, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Reading statistics',
        text: 'We record which pages you open and for how long, to learn how the library is used.',
      },
      es: {
        title: 'Estadísticas de lectura',
        text: 'Registramos qué páginas abre y durante cuánto tiempo, para saber cómo se usa la biblioteca.',
      },
    },
  },
  {
    key: 'recommendations',
    legalBasis: 'consent',
    categories: ['usage', 'reading'],
    recipients: [],
    retention: { months: 13, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Recommendations',
        text: 'We use what you have read to suggest what you might like to read next.',
      },
      es: {
        title: 'Recomendaciones',
        text: 'Usamos lo que ha leído para sugerirle qué podría gustarle leer después.',
      },
    },
  },
  {
    key: 'security-log',
    legalBasis: 'legitimate-interests',
    categories: ['usage'],
    recipients: [],
    retention: { months: 13, from: 'recorded' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Security log',
        text: 'We record who looked at which data and when, so that misuse is found and you can be told of it. You can object.',
      },
      es: {
        title: 'Registro de seguridad',
        text: 'Registramos quién consultó qué datos y cuándo, para descubrir abusos y poder informarle. Puede oponerse.',
      },
    },
  },
  {
    key: 'accountability',
    legalBasis: 'legal-obligation',
    categories: ['consent', 'request'],
    recipients: [],
    retention: { months: 36, from: 'account-end' },
    audience: 'readers',
    texts: {
      en: {
        title: 'Proof of your choices and requests',
        text: 'The law asks us to show that you agreed, and that we did what you asked (GDPR Art. 5(2), 7(1), 12). We keep proof of it, nothing more.',
      },
      es: {
        title: 'Prueba de sus decisiones y solicitudes',
        text: 'La ley nos pide demostrar que usted consintió y que hicimos lo que pidió (RGPD art. 5.2, 7.1, 12). Guardamos esa prueba y nada más.',
      },
    },
  },
  {
    key: 'cookies',
    legalBasis: 'legal-obligation',
    categories: ['consent'],
    recipients: [],
    retention: { months: 24, from: 'recorded' },
    audience: 'visitors',
    texts: {
      en: {
        title: 'Choices about cookies',
        text: 'The law asks us to show what you chose about cookies (GDPR Art. 5(2), 7(1)). We keep it under a random number until you are asked again: for six months, or as long as the authority of the library’s country says, never longer than 24 months. It is linked to your account only if you ask for it.',
      },
      es: {
        title: 'Decisiones sobre cookies',
        text: 'La ley nos pide demostrar qué decidió sobre las cookies (RGPD art. 5.2, 7.1). Lo guardamos con un número aleatorio hasta que se le vuelva a preguntar: seis meses, o lo que diga la autoridad del país de la biblioteca, nunca más de 24 meses. Solo se vincula a su cuenta si lo pide.',
      },
    },
  },
  {
    key: 'staff',
    legalBasis: 'contract',
    categories: ['identity', 'contact', 'credential'],
    recipients: [],
    retention: { months: 0, from: 'account-end' },
    audience: 'staff',
    texts: {
      en: {
        title: 'Staff accounts',
        text: 'We keep the name, address and sign-in details of those who work for the library.',
      },
      es: {
        title: 'Cuentas del personal',
        text: 'Guardamos el nombre, la dirección y los datos de acceso de quienes trabajan para la biblioteca.',
      },
    },
  },
];

/** Events before the end of the account from which a library may count instead, where the tables of a purpose tell of them. */
export const EARLIER_ENDS: Partial<Record<PurposeKey, readonly Retention['from'][]>> = {
  lending: ['loan-end'],
  conversations: ['last-message'],
};

/** @throws Error when no purpose has this key: the table that names it cannot start. */
export function purposeOf(key: PurposeKey): Purpose {
  const found = PURPOSES.find((purpose) => purpose.key === key);
  if (!found)
    throw new Error(
      `No purpose is called "${key}". Declare it in data-map/purposes.ts with its legal basis.`,
    );
  return found;
}
