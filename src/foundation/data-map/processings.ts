import { purposeOf } from './purposes.js';
import type { PurposeKey } from './vocabulary.js';
import type { Language } from './words.js';

/** What something that runs by itself is for: a purpose, or why it needs none. */
export type For = PurposeKey | { none: string };

type Letter = { for: For } & Record<Language, string>;

/** Letters by kind: what each is for, and what it is in plain words. */
export const LETTERS = {
  alarm: { for: { none: 'tells officers what stands still, about nobody' }, en: 'an alarm', es: 'una alarma' },
  'already-registered': { for: 'account', en: 'that there is an account already', es: 'que ya hay una cuenta' },
  'birth-date-accepted': { for: 'account', en: 'that a birth date was changed', es: 'que cambió una fecha de nacimiento' },
  'birth-date-refused': { for: 'account', en: 'that a birth date was not changed', es: 'que no cambió una fecha de nacimiento' },
  'breach-notice': { for: { none: 'tells a library of a breach, to its offices' }, en: 'a breach of data', es: 'una violación de datos' },
  'breach-reminder': { for: { none: 'tells offices and officers of a duty, about nobody' }, en: 'a reminder of a duty', es: 'el aviso de un deber' },
  'came-of-age': { for: 'accountability', en: 'that you decide alone from now on', es: 'que desde ahora decide usted' },
  'claim-account': { for: 'account', en: 'how to claim an account', es: 'cómo activar una cuenta' },
  'confirm-email-change': { for: 'account', en: 'to confirm a new address', es: 'para confirmar una dirección nueva' },
  'confirm-own-address': { for: 'account', en: 'to confirm an address', es: 'para confirmar una dirección' },
  'confirm-sign-up': { for: 'account', en: 'to confirm an account', es: 'para confirmar una cuenta' },
  'confirm-sign-up-guardian': { for: 'account', en: 'to ask a guardian to agree', es: 'para pedir el consentimiento de un tutor' },
  'contact-test': { for: { none: 'asks an office of a library whether it reads its letters' }, en: 'a test of an address', es: 'la prueba de una dirección' },
  'conversation-answered': { for: 'conversations', en: 'that the library has answered', es: 'que la biblioteca ha respondido' },
  'correction-accepted': { for: 'accountability', en: 'that a datum was corrected', es: 'que se rectificó un dato' },
  'correction-refused': { for: 'accountability', en: 'why a datum was not corrected', es: 'por qué no se rectificó un dato' },
  'deadline-reminders': { for: { none: 'tells owners of deadlines and names no reader' }, en: 'a reminder of a deadline', es: 'el aviso de un plazo' },
  'email-change-vetoed': { for: 'account', en: 'that a change of address was stopped', es: 'que se detuvo un cambio de dirección' },
  'email-in-use': { for: 'account', en: 'that an address is in use', es: 'que una dirección está en uso' },
  'erasure-code': { for: 'accountability', en: 'a code that proves who asks', es: 'un código que prueba quién lo pide' },
  'erasure-held': { for: 'accountability', en: 'why a deletion waits', es: 'por qué espera un borrado' },
  'erasure-taken-back': { for: 'accountability', en: 'that an account is kept', es: 'que se conserva una cuenta' },
  'erasure-waits': { for: 'accountability', en: 'that an account will be deleted, and how to keep it', es: 'que se eliminará una cuenta, y cómo conservarla' },
  farewell: { for: 'accountability', en: 'that the account was deleted', es: 'que la cuenta se eliminó' },
  'guardian-agreement': { for: 'accountability', en: 'to ask a guardian to agree', es: 'para pedir el consentimiento de un tutor' },
  'inactivity-warning': { for: 'account', en: 'that an account out of use will be deleted, and how to keep it', es: 'que se eliminará una cuenta sin uso, y cómo conservarla' },
  'guardian-consents': { for: 'accountability', en: 'to ask a guardian about new choices', es: 'para preguntar a un tutor por nuevas decisiones' },
  'holds-review': { for: { none: 'a reminder to owners that names no reader' }, en: 'that holds want a look', es: 'que hay retenciones por revisar' },
  'ledger-checkpoint': { for: { none: 'a hash for the officer of the library, about nobody' }, en: 'the state of the log', es: 'el estado del registro' },
  'mandate-accepted': { for: 'accountability', en: 'that a mandate was accepted', es: 'que se aceptó un mandato' },
  'mandate-asks': { for: 'accountability', en: 'to ask whether somebody may act for you', es: 'para preguntar si alguien puede actuar por usted' },
  'mandate-refused': { for: 'accountability', en: 'that a mandate was not accepted', es: 'que no se aceptó un mandato' },
  newsletter: { for: 'newsletter', en: 'a newsletter', es: 'un boletín' },
  'objection-overridden': { for: 'accountability', en: 'the answer to an objection', es: 'la respuesta a una oposición' },
  'objection-upheld': { for: 'accountability', en: 'the answer to an objection', es: 'la respuesta a una oposición' },
  'password-changed': { for: 'account', en: 'that a password was changed', es: 'que cambió una contraseña' },
  'request-answer': { for: 'accountability', en: 'the answer to a request', es: 'la respuesta a una solicitud' },
  'request-extension': { for: 'accountability', en: 'that an answer takes longer', es: 'que una respuesta tarda más' },
  'request-identity': { for: 'accountability', en: 'a question about who asks', es: 'una pregunta sobre quién pide' },
  'request-refusal': { for: 'accountability', en: 'why a request was refused', es: 'por qué se denegó una solicitud' },
  'reset-password': { for: 'account', en: 'to set a new password', es: 'para cambiar la contraseña' },
  'restriction-lifting': { for: 'accountability', en: 'that a restriction will be lifted', es: 'que se levantará una limitación' },
  'rights-download': { for: 'accountability', en: 'the answer to a request by e-mail', es: 'la respuesta a una solicitud por correo' },
  'rights-entered': { for: 'accountability', en: 'that a request was received', es: 'que se recibió una solicitud' },
  'rights-not-ready': { for: 'accountability', en: 'that an answer is being made', es: 'que se prepara una respuesta' },
  'rights-nothing-held': { for: 'accountability', en: 'that nothing is held', es: 'que no se guarda nada' },
  'rights-proof': { for: 'accountability', en: 'to prove who asks', es: 'para probar quién lo pide' },
  'social-login-linked': { for: 'account', en: 'that a way to sign in was added', es: 'que se añadió una forma de entrar' },
  'staff-invitation': { for: 'staff', en: 'an invitation to work for a library', es: 'una invitación a trabajar para una biblioteca' },
  'veto-email-change': { for: 'account', en: 'to stop a change of address', es: 'para detener un cambio de dirección' },
} satisfies Record<string, Letter>; // prettier-ignore

export type LetterKind = keyof typeof LETTERS;

const KEYS = { none: 'keys and checks of the system, whoever they are about' };
const SWEEP = { none: 'wakes or removes what another processing left, for its purpose' };

/** What runs by itself, by its name in the calendar or of its queue. */
const JOBS: Readonly<Record<string, For>> = {
  access: 'accountability',
  'accounts-expire': 'account',
  alarms: { none: 'looks at what stands still, by kinds and instants' },
  attachments: 'conversations',
  'breach-letters': 'accountability',
  'breach-letters-wake': SWEEP,
  'coming-of-age': 'accountability',
  'consents-expire': 'accountability',
  containment: { none: 'ends measures against an incident whose time is over, about nobody' },
  'content-sweep': SWEEP,
  'cookies-expire': 'cookies',
  'deadline-reminders': 'accountability',
  'downloads-expire': 'accountability',
  erasures: 'accountability',
  'guardian-letters': 'accountability',
  'hand-overs': 'accountability',
  'holds-review': 'accountability',
  'idempotency-sweep': SWEEP,
  import: 'account',
  imports: 'account',
  'incident-reminders': { none: 'reminds of duties about a breach, about nobody' },
  'incident-watch': { none: 'looks for what should never happen, by ids and counts' },
  'job-runs': { none: 'when the system’s own jobs ran' },
  keys: KEYS,
  'lapsed-grounds': { none: 'looks whether grounds of Art. 34(3) still hold, about nobody' },
  ledger: KEYS,
  'ledger-anchors': KEYS,
  'ledger-check': KEYS,
  letters: { none: 'carries letters, each of which has a purpose of its own' },
  'letters-sweep': SWEEP,
  newsletters: 'newsletter',
  partitions: KEYS,
  'outside-requests-expire': 'accountability',
  'outside-requests-wake': 'accountability',
  'recipient-notices': 'accountability',
  'recipient-notices-expire': 'accountability',
  'recipient-notices-wake': 'accountability',
  'requests-expire': 'accountability',
  'requests-wake': 'accountability',
  'restrictions-lift': 'accountability',
  retention: 'accountability',
  'retention-resumes': 'accountability',
  scopes: { none: 'counts whom a breach hit, by ids' },
  'scopes-expire': SWEEP,
  'scopes-wake': SWEEP,
  'sign-ups-expire': 'account',
};

/** Something would process personal data and says not what for; it cannot start (Art. 5(1)(b)). */
export class NoPurpose extends Error {
  override name = 'NoPurpose';
  constructor(what: string) {
    super(
      `${what} names no purpose, so it cannot start: name one, or why it needs none, in data-map/processings.ts.`,
    );
  }
}

/** What a letter is for. @throws NoPurpose */
export function purposeOfLetter(kind: string): For {
  return named(`The letter "${kind}"`, (LETTERS as Record<string, Letter>)[kind]?.for);
}

/** What a job of the calendar or a queue is for. @throws NoPurpose */
export function purposeOfJob(job: string): For {
  return named(`The job "${job}"`, JOBS[job]);
}

/** The purpose of a job that is known and has one; for those who only tell of it. */
export function purposeKnown(job: string): PurposeKey | null {
  const purpose = JOBS[job];
  return typeof purpose === 'string' ? purpose : null;
}

function named(what: string, purpose: For | undefined): For {
  if (purpose === undefined) throw new NoPurpose(what);
  if (typeof purpose === 'string') purposeOf(purpose);
  return purpose;
}

/** Letters and jobs of a purpose, for the record of processing. */
export function processingsOf(key: PurposeKey, language: Language): { letters: string[]; jobs: string[] } {
  const letters: Letter[] = Object.values(LETTERS);
  return {
    letters: letters.filter((one) => one.for === key).map((one) => one[language]),
    jobs: Object.keys(JOBS).filter((job) => JOBS[job] === key),
  };
}
