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
