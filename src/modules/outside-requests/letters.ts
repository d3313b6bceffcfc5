import { spoken, type Language } from '../../foundation/data-map/words.js';

interface Words {
  subject: string;
  text: string;
}
type Facts = Record<string, string>;
type Template = Record<Language, (facts: Facts) => Words>;

const TEMPLATES = {
  'rights-proof': {
    en: ({ library = '', link = '', code = '', what = '' }) => ({
      subject: `Is this request to ${library} yours?`,
      text: `Someone, we hope you, has asked ${library} for this in the name of this address: ${what}.\n\nIf it is yours, open this link and confirm it there:\n${link}\n\nOr type this code on the page where it was asked: ${code}\n\nBoth work for seven days, once. Tell the code to nobody, not even to the library. If it was not you, do nothing: nothing happens, and the request vanishes.`,
    }),
    es: ({ library = '', link = '', code = '', what = '' }) => ({
      subject: `¿Es suya esta solicitud a ${library}?`,
      text: `Alguien, esperamos que usted, ha pedido esto a ${library} en nombre de esta dirección: ${what}.\n\nSi es suya, abra este enlace y confírmela allí:\n${link}\n\nO escriba este código en la página donde se pidió: ${code}\n\nAmbos sirven durante siete días, una vez. No diga el código a nadie, tampoco a la biblioteca. Si no fue usted, no haga nada: no pasa nada y la solicitud desaparece.`,
    }),
  },
  'rights-entered': {
    en: ({ library = '', what = '', by = '' }) => ({
      subject: `Your request to ${library} is entered`,
      text: `This address was proved to be yours, and ${library} has entered your request: ${what}. It is answered by ${by} (UTC) at the latest.\n\nIf it was not you who asked, write to the library at once.`,
    }),
    es: ({ library = '', what = '', by = '' }) => ({
      subject: `Su solicitud a ${library} está registrada`,
      text: `Se ha demostrado que esta dirección es suya y ${library} ha registrado su solicitud: ${what}. Se responde el ${by} (UTC) como muy tarde.\n\nSi no fue usted quien lo pidió, escriba enseguida a la biblioteca.`,
    }),
  },
  'mandate-asks': {
    en: ({ library = '', link = '', what = '', who = '' }) => ({
      subject: `Does ${who} ask this of ${library} for you?`,
      text: `${who} says that they speak for you, and asks ${library} for this in your name: ${what}.\n\nOnly you can say whether it is so. Open this link to see what they wrote, and to confirm or refuse it:\n${link}\n\nWhat is handed over goes to you, at this address. If you do nothing, the library may still decide about the mandate that they showed.`,
    }),
    es: ({ library = '', link = '', what = '', who = '' }) => ({
      subject: `¿Pide esto ${who} a ${library} en su nombre?`,
      text: `${who} dice que le representa y pide esto a ${library} en su nombre: ${what}.\n\nSolo usted puede decir si es así. Abra este enlace para ver lo que escribió, y confirmarlo o rechazarlo:\n${link}\n\nLo que se entregue se le enviará a usted, a esta dirección. Si no hace nada, la biblioteca aún puede decidir sobre el mandato que mostró.`,
    }),
  },
  'mandate-accepted': {
    en: ({ library = '', what = '' }) => ({
      subject: `${library} has entered the request that you sent for another`,
      text: `Your mandate was confirmed, and ${library} has entered the request: ${what}. The person you speak for gets the answer, unless the mandate says otherwise and the library agreed.`,
    }),
    es: ({ library = '', what = '' }) => ({
      subject: `${library} ha registrado la solicitud que envió por otra persona`,
      text: `Su mandato se ha confirmado y ${library} ha registrado la solicitud: ${what}. La respuesta va a la persona a la que representa, salvo que el mandato diga otra cosa y la biblioteca lo haya aceptado.`,
    }),
  },
  'mandate-refused': {
    en: ({ library = '', what = '', reason = '', authority = '' }) => ({
      subject: `${library} cannot act on the request that you sent for another`,
      text: `You asked ${library} for this in another person’s name: ${what}. The mandate was not confirmed, so that nothing was done.${reason && `\n\nThe library writes:\n${reason}`}\n\nYou can send another mandate, complain to the supervisory authority${authority && ` (${authority})`} under Art. 77 GDPR, or go to court under Art. 79.`,
    }),
    es: ({ library = '', what = '', reason = '', authority = '' }) => ({
      subject: `${library} no puede atender la solicitud que envió por otra persona`,
      text: `Pidió esto a ${library} en nombre de otra persona: ${what}. El mandato no se ha confirmado, así que no se ha hecho nada.${reason && `\n\nLa biblioteca escribe:\n${reason}`}\n\nPuede enviar otro mandato, reclamar ante la autoridad de control${authority && ` (${authority})`} según el art. 77 del RGPD o acudir a los tribunales según el art. 79.`,
    }),
  },
  'rights-download': {
    en: ({ library = '', link = '' }) => ({
      subject: `Your data at ${library} are ready`,
      text: `The copy of your data that was asked for at ${library} is ready. Open this link to get it; you need not sign in:\n${link}\n\nThe link works until the copy is removed, after seven days. Whoever has the link can open the copy, so keep it to yourself.`,
    }),
    es: ({ library = '', link = '' }) => ({
      subject: `Sus datos en ${library} están listos`,
      text: `La copia de sus datos que se pidió a ${library} está lista. Abra este enlace para recogerla; no hace falta entrar:\n${link}\n\nEl enlace sirve hasta que la copia se retire, a los siete días. Quien tenga el enlace puede abrir la copia: guárdelo para usted.`,
    }),
  },
  'rights-not-ready': {
    en: ({ library = '', contact = '' }) => ({
      subject: `Your request to ${library} has no copy to hand over`,
      text: `The copy of your data that was asked for at ${library} was not made: the request was taken back, was refused, or failed. If you did not expect that, write to ${contact}, or ask again.`,
    }),
    es: ({ library = '', contact = '' }) => ({
      subject: `No hay copia que entregar por su solicitud a ${library}`,
      text: `La copia de sus datos que se pidió a ${library} no se hizo: la solicitud se retiró, se denegó o falló. Si no lo esperaba, escriba a ${contact} o pídala de nuevo.`,
    }),
  },
} satisfies Record<string, Template>;

export type RightsLetterKind = keyof typeof TEMPLATES;

/** The words of a letter in the language asked for, or in English. */
export function wordsOf(kind: RightsLetterKind, language: string, facts: Facts): Words {
  const template: Template = TEMPLATES[kind];
  return template[spoken(language)](facts);
}
