import { spoken } from '../../foundation/data-map/words.js';

interface Words {
  subject: string;
  text: string;
}

interface Facts {
  library: string;
  erasesAt: Date;
  link: string;
}

/** The letter to a reader whose account ends for want of a sign of life. */
export function readerWarning(language: string, { library, erasesAt, link }: Facts): Words {
  const on = day(erasesAt, language);
  if (spoken(language) === 'es')
    return {
      subject: `Su cuenta se borrará el ${on}: ${library}`,
      text: `Hace mucho que no usa su cuenta en ${library}. La biblioteca no guarda datos de quien ya no la usa, así que su cuenta y todos sus datos se borrarán el ${on}.\n\nSi quiere conservarla, abra esta dirección y pulse el botón, o entre en su cuenta:\n${link}\n\nSi no hace nada, se borra. Después nadie puede devolver nada. Si quiere una copia de sus datos, descárguela antes en su cuenta.`,
    };
  return {
    subject: `Your account will be deleted on ${on}: ${library}`,
    text: `You have not used your account at ${library} for a long time. The library keeps no data of those who do not use it any more, so your account and all your data will be deleted on ${on}.\n\nTo keep it, open this address and press the button, or sign in:\n${link}\n\nIf you do nothing it is deleted. After that nobody can bring anything back. If you want a copy of your data, download it in your account first.`,
  };
}

/** The same to the parent or guardian of a minor; it does not name the child. */
export function guardianWarning(language: string, { library, erasesAt, link }: Facts): Words {
  const on = day(erasesAt, language);
  if (spoken(language) === 'es')
    return {
      subject: `Una cuenta que usted autorizó se borrará el ${on}: ${library}`,
      text: `Como madre, padre o tutor consintió una cuenta en ${library}. Hace mucho que no se usa, así que la cuenta y todos sus datos se borrarán el ${on}. Escribimos lo mismo a quien la tiene.\n\nPara conservarla, abra esta dirección y pulse el botón:\n${link}\n\nSi nadie hace nada, se borra. Después nadie puede devolver nada.`,
    };
  return {
    subject: `An account you agreed to will be deleted on ${on}: ${library}`,
    text: `As parent or guardian you agreed to an account at ${library}. It has not been used for a long time, so the account and all its data will be deleted on ${on}. We write the same to whose account it is.\n\nTo keep it, open this address and press the button:\n${link}\n\nIf nobody does anything it is deleted. After that nobody can bring anything back.`,
  };
}

function day(at: Date, language: string): string {
  const locale = spoken(language) === 'en' ? 'en-GB' : 'es';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
