/** A letter's words in one language. */
export interface Words {
  subject: string;
  text: string;
}

type Languages = 'en' | 'es';
type Template = Record<Languages, (facts: Record<string, string>) => Words>;

const TEMPLATES = {
  'confirm-sign-up': {
    en: ({ library = '', link = '' }) => ({
      subject: `Confirm your account at ${library}`,
      text: `Someone, we hope you, asked for an account at ${library} with this address.\n\nTo confirm it, open this link; it asks for the password that you chose, or for the service that you signed in with:\n${link}\n\nThe link works for 48 hours. If it was not you, do nothing: without the link there is no account, and what was written in the form vanishes.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Confirme su cuenta en ${library}`,
      text: `Alguien, esperamos que usted, ha pedido una cuenta en ${library} con esta dirección.\n\nPara confirmarla, abra este enlace; le pedirá la contraseña que eligió, o el servicio con el que entró:\n${link}\n\nEl enlace sirve durante 48 horas. Si no fue usted, no haga nada: sin el enlace no hay cuenta, y lo escrito en el formulario desaparece.`,
    }),
  },
  'confirm-sign-up-guardian': {
    en: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} asks for your agreement at ${library}`,
      text: `${child} would like an account at ${library} and named you as parent or guardian. At this age the law asks for your agreement (GDPR Art. 8).\n\nTo see what would be kept and to agree, open this link together; it asks for the password chosen in the form, or for the service chosen there:\n${link}\n\nThe link works for 48 hours. If you do nothing there is no account, and what was written in the form vanishes.`,
    }),
    es: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} pide su consentimiento en ${library}`,
      text: `${child} quiere una cuenta en ${library} y le ha nombrado como madre, padre o tutor. A esta edad la ley pide su consentimiento (RGPD art. 8).\n\nPara ver qué se guardaría y consentir, abran juntos este enlace; les pedirá la contraseña elegida en el formulario, o el servicio elegido en él:\n${link}\n\nEl enlace sirve durante 48 horas. Si no hace nada no hay cuenta, y lo escrito en el formulario desaparece.`,
    }),
  },
  'already-registered': {
    en: ({ library = '', link = '' }) => ({
      subject: `You have an account at ${library}`,
      text: `Someone, perhaps you, tried to sign up at ${library} with this address. You have an account already: sign in, or set a new password, here:\n${link}\n\nIf it was not you, do nothing.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Ya tiene una cuenta en ${library}`,
      text: `Alguien, quizá usted, ha intentado registrarse en ${library} con esta dirección. Ya tiene una cuenta: entre, o cambie la contraseña, aquí:\n${link}\n\nSi no fue usted, no haga nada.`,
    }),
  },
  'password-changed': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your password at ${library} was changed`,
      text: `The password of your account at ${library} was changed, and every other device was signed out.\n\nIf it was not you, set a new password at once:\n${link}`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Su contraseña en ${library} ha cambiado`,
      text: `La contraseña de su cuenta en ${library} ha cambiado y se ha cerrado la sesión en los demás dispositivos.\n\nSi no fue usted, cambie la contraseña cuanto antes:\n${link}`,
    }),
  },
  'reset-password': {
    en: ({ library = '', link = '' }) => ({
      subject: `Set a new password at ${library}`,
      text: `Someone, we hope you, asked to set a new password at ${library}. To do so, open this link:\n${link}\n\nThe link works for two hours, once. If it was not you, do nothing: your password stays as it is.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Cambie su contraseña en ${library}`,
      text: `Alguien, esperamos que usted, ha pedido cambiar la contraseña en ${library}. Para hacerlo, abra este enlace:\n${link}\n\nEl enlace sirve durante dos horas, una vez. Si no fue usted, no haga nada: su contraseña sigue igual.`,
    }),
  },
  'claim-account': {
    en: ({ library = '', link = '' }) => ({
      subject: `Claim your account at ${library}`,
      text: `${library} has entered you as a reader. To use the account, read the agreement and choose a password here:\n${link}\n\nThe link works for two hours, once. If you did not ask for it, do nothing.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Active su cuenta en ${library}`,
      text: `${library} le ha dado de alta como lector. Para usar la cuenta, lea las condiciones y elija una contraseña aquí:\n${link}\n\nEl enlace sirve durante dos horas, una vez. Si no lo pidió, no haga nada.`,
    }),
  },
  'confirm-email-change': {
    en: ({ library = '', link = '' }) => ({
      subject: `Confirm your new address at ${library}`,
      text: `Someone, we hope you, asked to use this address for an account at ${library}. To confirm it, open this link:\n${link}\n\nThe link works for 48 hours. If it was not you, do nothing.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Confirme su nueva dirección en ${library}`,
      text: `Alguien, esperamos que usted, ha pedido usar esta dirección para una cuenta en ${library}. Para confirmarla, abra este enlace:\n${link}\n\nEl enlace sirve durante 48 horas. Si no fue usted, no haga nada.`,
    }),
  },
  'confirm-own-address': {
    en: ({ library = '', link = '' }) => ({
      subject: `Confirm your address at ${library}`,
      text: `Your parent or guardian has agreed to your account at ${library}, and you can use it now. To confirm that this address is yours, open this link:\n${link}\n\nThe link works for 48 hours. Until then no newsletter goes to this address. If it was not you, do nothing.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Confirme su dirección en ${library}`,
      text: `Su madre, padre o tutor ha consentido su cuenta en ${library} y ya puede usarla. Para confirmar que esta dirección es suya, abra este enlace:\n${link}\n\nEl enlace sirve durante 48 horas. Hasta entonces no va ningún boletín a esta dirección. Si no fue usted, no haga nada.`,
    }),
  },
  'email-in-use': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your address at ${library} was asked for`,
      text: `Someone, perhaps you, asked to use this address for another account at ${library}. It has an account already, so nothing was changed:\n${link}\n\nIf it was not you, do nothing.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Han pedido usar su dirección en ${library}`,
      text: `Alguien, quizá usted, ha pedido usar esta dirección para otra cuenta en ${library}. Ya tiene una cuenta, así que no ha cambiado nada:\n${link}\n\nSi no fue usted, no haga nada.`,
    }),
  },
  'veto-email-change': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your address at ${library} is about to change`,
      text: `Someone, we hope you, asked to change the address of your account at ${library}.\n\nIf it was not you, keep this address and sign everyone out here:\n${link}\n\nThe link works for 72 hours, even after the new address is confirmed.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Su dirección en ${library} va a cambiar`,
      text: `Alguien, esperamos que usted, ha pedido cambiar la dirección de su cuenta en ${library}.\n\nSi no fue usted, conserve esta dirección y cierre todas las sesiones aquí:\n${link}\n\nEl enlace sirve durante 72 horas, incluso después de confirmarse la nueva dirección.`,
    }),
  },
  'email-change-vetoed': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your address at ${library} stays; choose a new password`,
      text: `The address of your account at ${library} stays as it was, and every device was signed out. Whoever asked for the change may know your password, so choose a new one:\n${link}\n\nThe link works for 72 hours, once.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Su dirección en ${library} no cambia; elija otra contraseña`,
      text: `La dirección de su cuenta en ${library} sigue como estaba y se han cerrado todas las sesiones. Quien pidió el cambio puede conocer su contraseña, así que elija otra:\n${link}\n\nEl enlace sirve durante 72 horas, una vez.`,
    }),
  },
  'guardian-agreement': {
    en: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} asks for your agreement at ${library}`,
      text: `${child} has an account at ${library} and named you as parent or guardian. At this age the law asks for your agreement before anything rests on consent (GDPR Art. 8).\n\nTo agree, open this link:\n${link}\n\nThe link works for 48 hours. If you do nothing, the choices made in the account do not count.`,
    }),
    es: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} pide su consentimiento en ${library}`,
      text: `${child} tiene una cuenta en ${library} y le ha nombrado como madre, padre o tutor. A esta edad la ley pide su consentimiento para todo lo que se base en él (RGPD art. 8).\n\nPara consentir, abra este enlace:\n${link}\n\nEl enlace sirve durante 48 horas. Si no hace nada, las decisiones tomadas en la cuenta no cuentan.`,
    }),
  },
  'guardian-consents': {
    en: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} asks for your agreement to new choices at ${library}`,
      text: `${child} has opted in to something new at ${library}. At this age it does not count until you, as parent or guardian, agree (GDPR Art. 8).\n\nTo see what it is and to agree, open this link:\n${link}\n\nThe link works for 48 hours. If you do nothing, it does not count.`,
    }),
    es: ({ library = '', link = '', child = '' }) => ({
      subject: `${child} pide su consentimiento para nuevas decisiones en ${library}`,
      text: `${child} ha aceptado algo nuevo en ${library}. A esta edad no cuenta hasta que usted, como madre, padre o tutor, lo consienta (RGPD art. 8).\n\nPara ver de qué se trata y consentir, abra este enlace:\n${link}\n\nEl enlace sirve durante 48 horas. Si no hace nada, no cuenta.`,
    }),
  },
  'came-of-age': {
    en: ({ library = '', link = '', consents = '' }) => ({
      subject: `From now on you decide alone at ${library}`,
      text: `You have reached the age at which the law lets you consent alone (GDPR Art. 8). What your parent or guardian agreed to at ${library} goes on for now, and is yours to confirm or to withdraw, at any time and with one click each:\n${consents || '- nothing'}\n\nHere you decide:\n${link}\n\nNobody else can agree for you any more, and the name and address of your parent or guardian are deleted.`,
    }),
    es: ({ library = '', link = '', consents = '' }) => ({
      subject: `Desde ahora decide usted en ${library}`,
      text: `Ha alcanzado la edad a la que la ley le permite consentir por sí mismo (RGPD art. 8). Lo que su madre, padre o tutor consintió en ${library} sigue por ahora, y puede confirmarlo o retirarlo cuando quiera, con un clic cada cosa:\n${consents || '- nada'}\n\nAquí decide:\n${link}\n\nNadie más puede ya consentir por usted, y el nombre y la dirección de su madre, padre o tutor se han borrado.`,
    }),
  },
  'objection-upheld': {
    en: ({ library = '', link = '', purpose = '', reason = '' }) => ({
      subject: `Your objection at ${library} is upheld`,
      text: `You objected to this: ${purpose}. ${library} agrees, and it has stopped for good.${reason && `\n\nThe library writes:\n${reason}`}\n\nYou can see it here:\n${link}`,
    }),
    es: ({ library = '', link = '', purpose = '', reason = '' }) => ({
      subject: `Su oposición en ${library} se acepta`,
      text: `Se opuso a esto: ${purpose}. ${library} está de acuerdo, y ha cesado para siempre.${reason && `\n\nLa biblioteca escribe:\n${reason}`}\n\nPuede verlo aquí:\n${link}`,
    }),
  },
  'objection-overridden': {
    en: ({ library = '', link = '', purpose = '', reason = '' }) => ({
      subject: `${library} has answered your objection`,
      text: `You objected to this: ${purpose}. ${library} goes on with it, on grounds that it holds to be compelling (GDPR Art. 21(1)):\n\n${reason}\n\nYou can object again and say what has changed or was not considered:\n${link}\n\nYou can also complain to the data protection authority, or go to court.`,
    }),
    es: ({ library = '', link = '', purpose = '', reason = '' }) => ({
      subject: `${library} ha respondido a su oposición`,
      text: `Se opuso a esto: ${purpose}. ${library} continúa con ello, por motivos que considera imperiosos (RGPD art. 21.1):\n\n${reason}\n\nPuede oponerse de nuevo y decir qué ha cambiado o qué no se tuvo en cuenta:\n${link}\n\nTambién puede reclamar ante la autoridad de protección de datos, o acudir a los tribunales.`,
    }),
  },
  'correction-accepted': {
    en: ({ library = '', link = '', datum = '' }) => ({
      subject: `${library} has corrected its record`,
      text: `You asked ${library} to correct this: ${datum}. It is corrected, and everyone who received your data from the library is told. You see it here:
${link}`,
    }),
    es: ({ library = '', link = '', datum = '' }) => ({
      subject: `${library} ha rectificado su registro`,
      text: `Pidió a ${library} que rectificara esto: ${datum}. Está rectificado, y se comunica a quien recibió sus datos de la biblioteca. Puede verlo aquí:
${link}`,
    }),
  },
  'correction-refused': {
    en: ({ library = '', link = '', datum = '', reason = '' }) => ({
      subject: `${library} has answered your request for a correction`,
      text: `You asked ${library} to correct this: ${datum}. The library leaves its record as it is, for this reason:

${reason}

What you wrote stands beside the record as your statement (GDPR Art. 16):
${link}

You can complain to the data protection authority, or go to court (Art. 12(4)).`,
    }),
    es: ({ library = '', link = '', datum = '', reason = '' }) => ({
      subject: `${library} ha respondido a su solicitud de rectificación`,
      text: `Pidió a ${library} que rectificara esto: ${datum}. La biblioteca deja su registro como está, por este motivo:

${reason}

Lo que escribió figura junto al registro como declaración suya (RGPD art. 16):
${link}

Puede reclamar ante la autoridad de protección de datos, o acudir a los tribunales (art. 12.4).`,
    }),
  },
  'restriction-lifting': {
    en: ({ library = '', link = '', reason = '', day = '' }) => ({
      subject: `${library} will use your data again from ${day}`,
      text: `Your data at ${library} are restricted: they are kept and not used. The library will lift this on ${day}, and tells you before (GDPR Art. 18(3)). Its reason:

${reason}

Until then you can write to the library what speaks against it, or end the restriction yourself:
${link}

You can also complain to the data protection authority, or go to court.`,
    }),
    es: ({ library = '', link = '', reason = '', day = '' }) => ({
      subject: `${library} volverá a usar sus datos desde el ${day}`,
      text: `El tratamiento de sus datos en ${library} está limitado: se guardan y no se usan. La biblioteca levantará la limitación el ${day} y le avisa antes (RGPD art. 18.3). Su motivo:

${reason}

Hasta entonces puede escribir a la biblioteca qué se opone a ello, o poner fin usted a la limitación:
${link}

También puede reclamar ante la autoridad de protección de datos, o acudir a los tribunales.`,
    }),
  },
  'birth-date-accepted': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your birth date at ${library} is changed`,
      text: `${library} has checked the birth date or country that you gave, and your account shows it now:\n${link}`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Su fecha de nacimiento en ${library} ha cambiado`,
      text: `${library} ha comprobado la fecha de nacimiento o el país que usted indicó, y su cuenta ya los muestra:\n${link}`,
    }),
  },
  'birth-date-refused': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your birth date at ${library} stays as it was`,
      text: `${library} has not accepted the birth date or country that you gave, so your account stays as it was. You can write to the library, or complain to the data protection authority:\n${link}`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Su fecha de nacimiento en ${library} no cambia`,
      text: `${library} no ha aceptado la fecha de nacimiento o el país que usted indicó, así que su cuenta sigue como estaba. Puede escribir a la biblioteca o reclamar ante la autoridad de protección de datos:\n${link}`,
    }),
  },
  'social-login-linked': {
    en: ({ library = '', link = '' }) => ({
      subject: `A new way to sign in at ${library}`,
      text: `An identity of another provider can now sign in to your account at ${library}.\n\nIf it was not you, remove it in your account and change your password:\n${link}`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Una nueva forma de entrar en ${library}`,
      text: `Ahora se puede entrar en su cuenta de ${library} con la identidad de otro proveedor.\n\nSi no fue usted, elimínela en su cuenta y cambie la contraseña:\n${link}`,
    }),
  },
} satisfies Record<string, Template>;

export type LetterKind = keyof typeof TEMPLATES;

/** The words of a letter in the reader's language, or in English. */
export function wordsOf(kind: LetterKind, language: string, facts: Record<string, string>): Words {
  const template: Template = TEMPLATES[kind];
  return template[language.startsWith('es') ? 'es' : 'en'](facts);
}
