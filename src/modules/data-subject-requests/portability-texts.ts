import type { Language } from '../../foundation/data-map/words.js';
import type { Behind } from './portable.js';

/** Why something stays behind when a person takes their data elsewhere. */
export const LEFT_OUT: Record<Language, Record<Behind, string>> = {
  en: {
    'not-provided':
      'You did not provide it: the library or somebody else made it. It is in your copy (Art. 15).',
    'other-basis':
      'It rests neither on your consent nor on a contract with you (Art. 20(1)(a)). It is in your copy (Art. 15).',
  },
  es: {
    'not-provided': 'No lo facilitó usted: lo hizo la biblioteca u otra persona. Está en su copia (art. 15).',
    'other-basis':
      'No se basa en su consentimiento ni en un contrato con usted (art. 20.1.a). Está en su copia (art. 15).',
  },
};
