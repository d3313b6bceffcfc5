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
  confirmation: string;
  channels: string;
  backups: string;
  recipientsTitle: string;
  received: string;
  lastly: string;
  from: string;
  until: string;
  recommendations: string;
  looksTitle: string;
  looks: string;
  looksNone: string;
  when: string;
  who: string;
  what: string;
  howMany: string;
  amongOthers: string;
  othersTitle: string;
  others: string;
  othersNone: string;
}

/** What those received who really received something. */
export const RECEIVED: Record<Language, { letters: string; signIn: string }> = {
  en: {
    letters: 'your e-mail address and the letters to you, to carry them to your mail server',
    signIn: 'that you sign in to this library with your account there',
  },
  es: {
    letters: 'su correo electrónico y las cartas para usted, para llevarlas a su servidor de correo',
    signIn: 'que usted entra en esta biblioteca con la cuenta que tiene allí',
  },
};

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
      'Take them elsewhere (Art. 20): ask for “portability”; another library with Carrel can read the file.',
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
    confirmation:
      'Yes, the library processes data about you. They are below and in the files beside this page.',
    channels: 'You can also ask the library itself, by letter, by e-mail or at the desk:',
    backups:
      'Backups hold the same data, sealed; what is deleted here can no longer be opened from them after 8 to 15 days.',
    recipientsTitle: 'Who received data of yours',
    received: 'They really received something; who could have, but did not, is not listed.',
    lastly: 'Last time',
    from: 'The first of it ends on',
    until: 'The last of it ends on',
    recommendations:
      'Recommendations are made from what you have borrowed and read, because you agreed to them. They order a list and decide nothing about you; withdraw your consent and they stop.',
    looksTitle: 'Who looked at your data',
    looks:
      'The latest looks by others than you. Who works for the library is told by role, not by name: their names are data of theirs, and you can ask the library where one matters (CJEU, C-579/21). Each look is in the files.',
    looksNone: 'Nobody but you has looked at your data as long as looks are kept.',
    when: 'When',
    who: 'Who',
    what: 'What',
    howMany: 'How many entries',
    amongOthers: 'in a list, among others',
    othersTitle: 'Other people in your data',
    others:
      'What would tell of somebody else is left out, each with its reason; the rest is whole (Art. 15(4)).',
    othersNone: 'Nothing in your data tells of anybody else.',
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
      'Llevárselos a otro sitio (art. 20): pida «portabilidad»; otra biblioteca con Carrel puede leer el fichero.',
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
    confirmation:
      'Sí, la biblioteca trata datos sobre usted. Están abajo y en los ficheros junto a esta página.',
    channels: 'También puede pedirlos a la propia biblioteca, por carta, por correo o en el mostrador:',
    backups:
      'Las copias de seguridad contienen los mismos datos, sellados; lo que aquí se borra ya no puede abrirse desde ellas pasados de 8 a 15 días.',
    recipientsTitle: 'Quién recibió datos suyos',
    received: 'Recibieron algo de verdad; quien habría podido y no lo recibió no figura.',
    lastly: 'Última vez',
    from: 'Lo primero acaba el',
    until: 'Lo último acaba el',
    recommendations:
      'Las recomendaciones se hacen con lo que ha tomado en préstamo y leído, porque usted las aceptó. Ordenan una lista y no deciden nada sobre usted; retire su consentimiento y cesan.',
    looksTitle: 'Quién consultó sus datos',
    looks:
      'Las últimas consultas de otros que no son usted. De quien trabaja para la biblioteca se dice la función, no el nombre: sus nombres son datos suyos, y puede preguntar a la biblioteca cuando uno importe (TJUE, C-579/21). Cada consulta está en los ficheros.',
    looksNone: 'Nadie más que usted ha consultado sus datos desde que se guardan las consultas.',
    when: 'Cuándo',
    who: 'Quién',
    what: 'Qué',
    howMany: 'Cuántas entradas',
    amongOthers: 'en una lista, entre otras personas',
    othersTitle: 'Otras personas en sus datos',
    others:
      'Lo que hablaría de otra persona se omite, cada cosa con su motivo; el resto está entero (art. 15.4).',
    othersNone: 'Nada en sus datos habla de otra persona.',
  },
};
