import { OTHER_CODES } from './other-codes.js';
import { LETTERS } from './processings.js';
import type { Language } from './words.js';

/** What the codes mean that stand in tables, so that an export is intelligible by itself (Art. 12(1), 15(3)). */
const codes: Record<string, Record<Language, string>> = {
  '18(1)(a)': {
    en: 'you contest that they are accurate (Art. 18(1)(a))',
    es: 'usted impugna su exactitud (art. 18.1.a)',
  },
  '18(1)(b)': {
    en: 'the use is unlawful and you want them kept (Art. 18(1)(b))',
    es: 'el tratamiento es ilícito y usted quiere que se conserven (art. 18.1.b)',
  },
  '18(1)(c)': {
    en: 'you need them for a legal claim (Art. 18(1)(c))',
    es: 'usted los necesita para una reclamación (art. 18.1.c)',
  },
  '18(1)(d)': {
    en: 'you objected and the answer is pending (Art. 18(1)(d))',
    es: 'usted se opuso y falta la respuesta (art. 18.1.d)',
  },
  accepted: { en: 'the recipient’s server took it', es: 'el servidor del destinatario lo aceptó' },
  access: { en: 'a copy of the data (Art. 15)', es: 'una copia de los datos (art. 15)' },
  acknowledged: { en: 'the recipient confirmed it', es: 'el destinatario lo confirmó' },
  '17(3)(b)': {
    en: 'the law obliges the library to keep it (Art. 17(3)(b))',
    es: 'la ley obliga a la biblioteca a conservarlo (art. 17.3.b)',
  },
  '17(3)(e)': {
    en: 'legal claims need it (Art. 17(3)(e))',
    es: 'se necesita para reclamaciones judiciales (art. 17.3.e)',
  },
  active: { en: 'in use', es: 'en uso' },
  ambiguous: {
    en: 'perhaps taken by the recipient’s server',
    es: 'quizá aceptado por el servidor del destinatario',
  },
  answer: { en: 'the answer', es: 'la respuesta' },
  approved: { en: 'the library accepted it', es: 'la biblioteca lo aceptó' },
  api: { en: 'through a program', es: 'mediante un programa' },
  'api-key': { en: 'a system of the library', es: 'un sistema de la biblioteca' },
  asked: { en: 'your parent or guardian was asked', es: 'se ha preguntado a su madre, padre o tutor' },
  calendar: { en: 'by the passing of time', es: 'por el paso del tiempo' },
  cancelled: { en: 'taken back', es: 'retirado' },
  'cannot-identify': {
    en: 'the library cannot tell who asks (Art. 12(2))',
    es: 'la biblioteca no puede saber quién pide (art. 12.2)',
  },
  claimed: { en: 'being sent', es: 'enviándose' },
  complexity: { en: 'it is complex (Art. 12(3))', es: 'es compleja (art. 12.3)' },
  completed: { en: 'done', es: 'hecho' },
  confirmation: { en: 'by the link that confirmed the account', es: 'por el enlace que confirmó la cuenta' },
  confirmed: { en: 'you confirmed it', es: 'usted lo confirmó' },
  counted: { en: 'it counts', es: 'cuenta' },
  deferred: { en: 'to be tried again', es: 'se volverá a intentar' },
  due: { en: 'it waits for another’s word', es: 'espera la palabra de otra persona' },
  erased: { en: 'forgotten', es: 'olvidado' },
  erasing: { en: 'being forgotten', es: 'olvidándose' },
  erasure: { en: 'to be forgotten (Art. 17)', es: 'el olvido (art. 17)' },
  excessive: { en: 'it is excessive (Art. 12(5))', es: 'es excesiva (art. 12.5)' },
  exemption: { en: 'the law exempts it', es: 'la ley lo exceptúa' },
  expired: { en: 'its time ran out', es: 'se acabó su plazo' },
  extension: { en: 'why the answer takes longer', es: 'por qué la respuesta tarda más' },
  failed: { en: 'it did not work', es: 'no funcionó' },
  first: { en: 'the first of two', es: 'la primera de dos' },
  given: { en: 'you said yes', es: 'dijo que sí' },
  grace: { en: 'you may still change your mind', es: 'aún puede cambiar de opinión' },
  waits: { en: 'that it waits', es: 'que espera' },
  'taken-back': { en: 'that it was taken back', es: 'que se retiró' },
  guardian: { en: 'a parent or guardian agreed', es: 'consintió una madre, un padre o un tutor' },
  identity: { en: 'what was missing to know who asks', es: 'qué faltaba para saber quién pide' },
  'identity-answer': { en: 'your answer to that', es: 'su respuesta a ello' },
  hold: { en: 'a legal hold keeps something', es: 'una retención legal conserva algo' },
  held: {
    en: 'a restore found it unsent; the library has to say whether it goes out',
    es: 'una restauración la encontró sin enviar; la biblioteca debe decir si sale',
  },
  imported: {
    en: 'elsewhere; the library brought it along',
    es: 'en otro lugar; la biblioteca lo trajo consigo',
  },
  last: { en: 'the last of two', es: 'la segunda de dos' },
  retention: { en: 'the time of keeping', es: 'el plazo de conservación' },
  'handed-over': {
    en: 'it became yours alone to decide',
    es: 'pasó a decidirlo solo usted',
  },
  job: { en: 'by the system itself', es: 'por el propio sistema' },
  open: { en: 'open', es: 'abierto' },
  visitor: {
    en: 'by someone with a link, or who had yet to sign in',
    es: 'por alguien con un enlace, o que aún no había entrado',
  },
  backup_horizon_passed: { en: 'gone from backups, too', es: 'fuera también de las copias de seguridad' },
  indexes_removed: { en: 'no longer found', es: 'ya no se encuentra' },
  keys_destroyed: { en: 'no longer readable', es: 'ya no se puede leer' },
  live_complete: { en: 'gone', es: 'eliminado' },
  rows_deleted: { en: 'deleted', es: 'borrado' },
  'in-progress': { en: 'being worked on', es: 'en curso' },
  'legal-hold': {
    en: 'the library holds them for a legal claim',
    es: 'la biblioteca los retiene por una reclamación',
  },
  library: { en: 'the library', es: 'la biblioteca' },
  late: {
    en: 'you said yes to a text that had changed; it does not count',
    es: 'dijo que sí a un texto que había cambiado; no cuenta',
  },
  'manifestly-unfounded': {
    en: 'it is manifestly unfounded (Art. 12(5))',
    es: 'es manifiestamente infundada (art. 12.5)',
  },
  met: { en: 'old enough', es: 'edad suficiente' },
  number: { en: 'there are many (Art. 12(3))', es: 'son muchas (art. 12.3)' },
  objected: { en: 'you objected', es: 'se opuso' },
  'objection-withdrawn': { en: 'you took your objection back', es: 'retiró su oposición' },
  'objection-overridden': {
    en: 'the library goes on, and said why',
    es: 'la biblioteca continúa, y dijo por qué',
  },
  'objection-upheld': { en: 'your objection stands for good', es: 'su oposición vale para siempre' },
  objection: { en: 'to stop a use (Art. 21)', es: 'que cese un uso (art. 21)' },
  offered: { en: 'yours to confirm', es: 'le toca a usted confirmarlo' },
  'opt-in-section': { en: 'in your account', es: 'en su cuenta' },
  owner: { en: 'by the owner of the library', es: 'por el responsable de la biblioteca' },
  'others-rights': {
    en: 'it would harm others’ rights (Art. 15(4))',
    es: 'dañaría derechos de otras personas (art. 15.4)',
  },
  overridden: { en: 'answered: it goes on', es: 'contestada: continúa' },
  password: { en: 'with a password', es: 'con contraseña' },
  pending: { en: 'waiting', es: 'a la espera' },
  portability: { en: 'the data for another service (Art. 20)', es: 'los datos para otro servicio (art. 20)' },
  reader: { en: 'a reader', es: 'persona usuaria' },
  received: { en: 'received', es: 'recibido' },
  rectification: { en: 'a correction (Art. 16)', es: 'una corrección (art. 16)' },
  refusal: { en: 'why it was refused', es: 'por qué se denegó' },
  rectified: { en: 'corrected', es: 'rectificado' },
  refused: { en: 'declined', es: 'rechazado' },
  reset: { en: 'with a new password', es: 'con una contraseña nueva' },
  restricted: { en: 'kept but not used', es: 'guardado sin usarse' },
  restriction: { en: 'to keep but not use the data (Art. 18)', es: 'guardar sin usar los datos (art. 18)' },
  'restriction-lifted': { en: 'no longer restricted', es: 'ya sin limitar' },
  'sign-up': { en: 'when signing up', es: 'al registrarse' },
  social: { en: 'with an account elsewhere', es: 'con una cuenta de otro servicio' },
  staff: { en: 'someone who works for the library', es: 'personal de la biblioteca' },
  unclaimed: {
    en: 'entered by the library, not yet in use',
    es: 'dada de alta por la biblioteca, aún sin usar',
  },
  unmet: { en: 'not yet old enough', es: 'aún sin la edad' },
  unreachable: { en: 'the recipient could not be reached', es: 'no se pudo contactar con el destinatario' },
  upheld: { en: 'it stands for good', es: 'vale para siempre' },
  unsubscribe: { en: 'by the link in a letter', es: 'por el enlace de una carta' },
  'waiting-for-identity': { en: 'waiting to know who asks', es: 'a la espera de saber quién pide' },
  closed: { en: 'closed before anybody decided', es: 'cerrado antes de que nadie decidiera' },
  waiting: { en: 'it waits for a word', es: 'espera una palabra' },
  withdrawn: { en: 'you took it back', es: 'lo retiró' },
};

const letters: Readonly<Record<string, Record<Language, string>>> = LETTERS;

/** Whether the code has words of its own. */
export function isKnownCode(code: string): boolean {
  return [codes, OTHER_CODES, letters].some((words) => code in words);
}

/** A code in plain words; one that is not known is shown as it is. */
export function codeMeaning(code: string, language: Language): string {
  const words = codes[code] ?? OTHER_CODES[code] ?? letters[code];
  return words?.[language] ?? code.replaceAll(/[-_]/g, ' ');
}
