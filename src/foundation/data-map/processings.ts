import { purposeOf } from './purposes.js';
import type { PurposeKey } from './vocabulary.js';
import type { Language } from './words.js';

/** What something that runs by itself is for: a purpose, or why it needs none. */
export type For = PurposeKey | { none: string };

type Letter = { for: For } & Record<Language, string>;
type Job = { none: string } | ({ for: PurposeKey } & Record<Language, string>);

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

/** What runs by itself, by its name in the calendar or of its queue: what it is for, and what it does in plain words. */
const JOBS: Readonly<Record<string, Job>> = {
  access: { for: 'accountability', en: 'to make copies of a person’s data', es: 'hacer copias de los datos de una persona' },
  'accounts-expire': { for: 'account', en: 'to delete accounts that were never confirmed and links that ran out', es: 'borrar cuentas que nunca se confirmaron y enlaces caducados' },
  alarms: { none: 'looks at what stands still, by kinds and instants' },
  attachments: { for: 'conversations', en: 'to check files that come with a conversation', es: 'comprobar los archivos que llegan con una conversación' },
  backup: { none: 'copies what is held, sealed and encrypted once more, so that none of it is lost (Art. 32(1)(c))' },
  'breach-letters': { for: 'accountability', en: 'to tell persons of a breach of their data', es: 'comunicar a las personas una violación de sus datos' },
  'breach-letters-wake': SWEEP,
  'coming-of-age': { for: 'accountability', en: 'to tell young people that they decide alone from now on', es: 'decir a los jóvenes que desde ahora deciden solos' },
  'consents-expire': { for: 'accountability', en: 'to end consents whose time is over', es: 'dar fin a los consentimientos cuyo plazo pasó' },
  containment: { none: 'ends measures against an incident whose time is over, about nobody' },
  'content-sweep': SWEEP,
  'cookies-expire': { for: 'cookies', en: 'to delete choices about cookies whose time is over', es: 'borrar las decisiones sobre cookies cuyo plazo pasó' },
  'deadline-reminders': { for: 'accountability', en: 'to remind owners of deadlines', es: 'recordar los plazos a los responsables' },
  'downloads-expire': { for: 'accountability', en: 'to delete copies whose time is over', es: 'borrar las copias cuyo plazo pasó' },
  erasures: { for: 'accountability', en: 'to carry out erasures, step by step', es: 'llevar a cabo las supresiones, paso a paso' },
  'guardian-letters': { for: 'accountability', en: 'to ask guardians to agree', es: 'pedir el consentimiento de los tutores' },
  'hand-overs': { for: 'accountability', en: 'to hand data over to another library when a reader asks', es: 'entregar datos a otra biblioteca cuando alguien lo pide' },
  'holds-review': { for: 'accountability', en: 'to remind owners of holds that want a look', es: 'recordar a los responsables las retenciones por revisar' },
  'idempotency-sweep': SWEEP,
  import: { for: 'account', en: 'to take in readers whom a library brings along', es: 'dar de alta a las personas que trae una biblioteca' },
  imports: { for: 'account', en: 'to take in what readers bring along from another library', es: 'recibir lo que las personas traen de otra biblioteca' },
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
  newsletters: { for: 'newsletter', en: 'to send newsletters to those who said yes', es: 'enviar boletines a quienes dijeron que sí' },
  partitions: KEYS,
  'outside-requests-expire': { for: 'accountability', en: 'to delete requests that nobody proved to be theirs', es: 'borrar las solicitudes que nadie probó que fueran suyas' },
  'outside-requests-wake': { for: 'accountability', en: 'to go on with requests from outside the account', es: 'continuar las solicitudes hechas desde fuera de la cuenta' },
  'recipient-notices': { for: 'accountability', en: 'to tell recipients of corrections, erasures and restrictions', es: 'avisar a los destinatarios de rectificaciones, supresiones y limitaciones' },
  'recipient-notices-expire': { for: 'accountability', en: 'to delete notices to recipients whose time is over', es: 'borrar los avisos a destinatarios cuyo plazo pasó' },
  'recipient-notices-wake': { for: 'accountability', en: 'to try notices to recipients again', es: 'intentar de nuevo los avisos a destinatarios' },
  'requests-expire': { for: 'accountability', en: 'to close requests to which no answer came', es: 'cerrar las solicitudes a las que no llegó respuesta' },
  'requests-wake': { for: 'accountability', en: 'to go on with requests where they stopped', es: 'continuar las solicitudes donde se detuvieron' },
  'restrictions-lift': { for: 'accountability', en: 'to lift restrictions a week after they were told', es: 'levantar las limitaciones una semana después de avisar' },
  retention: { for: 'accountability', en: 'to delete what was kept long enough', es: 'borrar lo que se guardó el tiempo debido' },
  'retention-resumes': { for: 'accountability', en: 'to go on with a deletion that was cut short', es: 'continuar un borrado que se interrumpió' },
  'scope-countries': { for: 'accountability', en: 'to count by country whom a breach hit', es: 'contar por países a quiénes afectó una violación' },
  'scope-countries-wake': SWEEP,
  scopes: { none: 'counts whom a breach hit, by ids' },
  'scopes-expire': SWEEP,
  'scopes-wake': SWEEP,
  'sign-ups-expire': { for: 'account', en: 'to delete sign-ups that were never confirmed', es: 'borrar los registros que nunca se confirmaron' },
}; // prettier-ignore

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
  return named(`The job "${job}"`, purposeKnown(job) ?? needless(JOBS[job]));
}

/** The purpose of a job that is known and has one; for those who only tell of it. */
export function purposeKnown(job: string): PurposeKey | null {
  const known = JOBS[job];
  return known && 'for' in known ? known.for : null;
}

function needless(job: Job | undefined): For | undefined {
  return job && 'none' in job ? job : undefined;
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
    jobs: Object.values(JOBS).flatMap((job) => ('for' in job && job.for === key ? [job[language]] : [])),
  };
}
