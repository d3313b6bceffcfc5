import type { Language } from './words.js';

/** What the codes mean that stand in tables, so that an export is intelligible by itself (Art. 12(1), 15(3)). */
const codes: Record<string, Record<Language, string>> = {
  accepted: { en: 'the recipient’s server took it', es: 'el servidor del destinatario lo aceptó' },
  access: { en: 'a copy of the data (Art. 15)', es: 'una copia de los datos (art. 15)' },
  active: { en: 'in use', es: 'en uso' },
  ambiguous: {
    en: 'perhaps taken by the recipient’s server',
    es: 'quizá aceptado por el servidor del destinatario',
  },
  api: { en: 'through a program', es: 'mediante un programa' },
  asked: { en: 'your parent or guardian was asked', es: 'se ha preguntado a su madre, padre o tutor' },
  calendar: { en: 'by the passing of time', es: 'por el paso del tiempo' },
  cancelled: { en: 'taken back', es: 'retirado' },
  claimed: { en: 'being sent', es: 'enviándose' },
  completed: { en: 'done', es: 'hecho' },
  confirmation: { en: 'by the link that confirmed the account', es: 'por el enlace que confirmó la cuenta' },
  counted: { en: 'it counts', es: 'cuenta' },
  deferred: { en: 'to be tried again', es: 'se volverá a intentar' },
  due: { en: 'it waits for another’s word', es: 'espera la palabra de otra persona' },
  erased: { en: 'forgotten', es: 'olvidado' },
  erasing: { en: 'being forgotten', es: 'olvidándose' },
  erasure: { en: 'to be forgotten (Art. 17)', es: 'el olvido (art. 17)' },
  expired: { en: 'its time ran out', es: 'se acabó su plazo' },
  failed: { en: 'it did not work', es: 'no funcionó' },
  given: { en: 'you said yes', es: 'dijo que sí' },
  guardian: { en: 'a parent or guardian agreed', es: 'consintió una madre, un padre o un tutor' },
  imported: {
    en: 'elsewhere; the library brought it along',
    es: 'en otro lugar; la biblioteca lo trajo consigo',
  },
  'handed-over': {
    en: 'it became yours alone to decide',
    es: 'pasó a decidirlo solo usted',
  },
  'in-progress': { en: 'being worked on', es: 'en curso' },
  late: {
    en: 'you said yes to a text that had changed; it does not count',
    es: 'dijo que sí a un texto que había cambiado; no cuenta',
  },
  met: { en: 'old enough', es: 'edad suficiente' },
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
  overridden: { en: 'answered: it goes on', es: 'contestada: continúa' },
  password: { en: 'with a password', es: 'con contraseña' },
  pending: { en: 'waiting', es: 'a la espera' },
  portability: { en: 'the data for another service (Art. 20)', es: 'los datos para otro servicio (art. 20)' },
  reader: { en: 'a reader', es: 'persona usuaria' },
  received: { en: 'received', es: 'recibido' },
  rectification: { en: 'a correction (Art. 16)', es: 'una corrección (art. 16)' },
  refused: { en: 'declined', es: 'rechazado' },
  reset: { en: 'with a new password', es: 'con una contraseña nueva' },
  restricted: { en: 'kept but not used', es: 'guardado sin usarse' },
  restriction: { en: 'to keep but not use the data (Art. 18)', es: 'guardar sin usar los datos (art. 18)' },
  'sign-up': { en: 'when signing up', es: 'al registrarse' },
  social: { en: 'with an account elsewhere', es: 'con una cuenta de otro servicio' },
  staff: { en: 'someone who works for the library', es: 'personal de la biblioteca' },
  unclaimed: {
    en: 'entered by the library, not yet in use',
    es: 'dada de alta por la biblioteca, aún sin usar',
  },
  unmet: { en: 'not yet old enough', es: 'aún sin la edad' },
  upheld: { en: 'it stands for good', es: 'vale para siempre' },
  unsubscribe: { en: 'by the link in a letter', es: 'por el enlace de una carta' },
  withdrawn: { en: 'you took it back', es: 'lo retiró' },
};

/** A code in plain words; one that is not known is shown as it is. */
export function codeMeaning(code: string, language: Language): string {
  return codes[code]?.[language] ?? code.replaceAll(/[-_]/g, ' ');
}
