import type { Language } from '../../foundation/data-map/words.js';

/** What is told to everybody who asks, beside their own data (Art. 15(1)(a) to (h), 15(2)). */
interface Texts {
  title: string;
  intro: string;
  responsible: string;
  officer: string;
  contact: string;
  madeAt: string;
  rightsTitle: string;
  rights: string[];
  complaintTitle: string;
  complaint: string;
  automatedTitle: string;
  automated: string;
  transfersTitle: string;
  transfers: string;
  recipientsNone: string;
  yourData: string;
  why: string;
  basis: string;
  source: string;
  recipients: string;
  keptUntil: string;
  latest: string;
  all: string;
  nothing: string;
  withheld: string;
}

export const TEXTS: Record<Language, Texts> = {
  en: {
    title: 'Your data',
    intro: 'Everything that the library holds of you, why, for how long, and what you can do about it.',
    responsible: 'Who is responsible',
    officer: 'Data protection officer',
    contact: 'Contact',
    madeAt: 'Made on',
    rightsTitle: 'Your rights',
    rights: [
      'See your data and have a copy of them (Art. 15). This is one.',
      'Have them corrected or completed (Art. 16), in your account or by asking the library.',
      'Be forgotten (Art. 17): “Delete my account” in your account.',
      'Have them kept but not used while something is in dispute (Art. 18).',
      'Take them elsewhere (Art. 20): the files in the folder “data” can be read by programs.',
      'Object to what the library does in its own interest (Art. 21).',
      'Take back any consent, as easily as you gave it (Art. 7(3)).',
    ],
    complaintTitle: 'Where to complain',
    complaint: 'You can complain to the authority that supervises the library (Art. 77):',
    automatedTitle: 'Decisions by machines',
    automated:
      'No decision about you is made by a machine alone, and no profile with legal effect is made of you (Art. 22).',
    transfersTitle: 'Other countries',
    transfers:
      'Carrel itself sends your data to no other country. Who else receives them is named under each purpose.',
    recipientsNone: 'Nobody outside the library and the platform that works for it.',
    yourData: 'Your data, by what they are for',
    why: 'Why',
    basis: 'On which legal ground',
    source: 'Where they come from',
    recipients: 'Who else receives them',
    keptUntil: 'Kept',
    latest: 'The latest entries. All of them are in',
    all: 'The same, for programs:',
    nothing: 'nothing',
    withheld: 'not shown:',
  },
  es: {
    title: 'Sus datos',
    intro:
      'Todo lo que la biblioteca guarda de usted, por qué, durante cuánto tiempo y qué puede hacer al respecto.',
    responsible: 'Responsable',
    officer: 'Delegado de protección de datos',
    contact: 'Contacto',
    madeAt: 'Fecha',
    rightsTitle: 'Sus derechos',
    rights: [
      'Ver sus datos y tener una copia (art. 15). Esta lo es.',
      'Que se corrijan o completen (art. 16), en su cuenta o pidiéndolo a la biblioteca.',
      'Que se le olvide (art. 17): «Eliminar mi cuenta» en su cuenta.',
      'Que se guarden sin usarse mientras algo se discute (art. 18).',
      'Llevárselos a otro sitio (art. 20): los ficheros de la carpeta «data» pueden leerlos los programas.',
      'Oponerse a lo que la biblioteca hace en su propio interés (art. 21).',
      'Retirar cualquier consentimiento con la misma facilidad con que lo dio (art. 7.3).',
    ],
    complaintTitle: 'Dónde reclamar',
    complaint: 'Puede reclamar ante la autoridad que supervisa a la biblioteca (art. 77):',
    automatedTitle: 'Decisiones automatizadas',
    automated:
      'Ninguna decisión sobre usted la toma solo una máquina, ni se elabora un perfil suyo con efectos jurídicos (art. 22).',
    transfersTitle: 'Otros países',
    transfers:
      'Carrel no envía sus datos a ningún otro país. Quién más los recibe se indica en cada finalidad.',
    recipientsNone: 'Nadie fuera de la biblioteca y de la plataforma que trabaja para ella.',
    yourData: 'Sus datos, según para qué sirven',
    why: 'Para qué',
    basis: 'Base jurídica',
    source: 'De dónde proceden',
    recipients: 'Quién más los recibe',
    keptUntil: 'Se guardan',
    latest: 'Las últimas entradas. Todas están en',
    all: 'Lo mismo, para programas:',
    nothing: 'nada',
    withheld: 'no se muestra:',
  },
};
