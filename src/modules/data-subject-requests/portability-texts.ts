import type { Language } from '../../foundation/data-map/words.js';
import type { Behind } from './portable.js';
import type { LeftBehind } from './portability-import.entity.js';

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

/** Why something in a file is not taken here. */
export const LEFT_BEHIND: Record<Language, Record<LeftBehind | 'never', string>> = {
  en: {
    consent: 'A consent is given to one library and is not transferable: decide anew here (Art. 4(11), 7).',
    'not-taken': 'It served the other library’s own work and means nothing here.',
    'has-value': 'What you have here stays; only empty fields are filled.',
    never:
      'Consents are never brought along, since they are given to one library alone, nor are passwords and other ways to sign in.',
  },
  es: {
    consent:
      'Un consentimiento se da a una biblioteca y no es transferible: decida aquí de nuevo (art. 4.11 y 7).',
    'not-taken': 'Servía al trabajo de la otra biblioteca y aquí no significa nada.',
    'has-value': 'Lo que ya tiene aquí se queda; solo se rellenan los campos vacíos.',
    never:
      'Los consentimientos no se traen nunca, pues se dan a una sola biblioteca, ni las contraseñas u otras formas de entrar.',
  },
};
