import type { Language } from '../../foundation/data-map/words.js';

interface Words {
  title: (library: string) => string;
  nothing: (library: string) => string;
  noAccount: (library: string) => string;
  about: string;
  rights: string;
}

/**
 * The same, said to who asked for another. Whether the person never had an account, or has none any more, reads alike:
 * that they left, and why, is theirs to tell.
 */
export const OF_ANOTHER: Readonly<Record<Language, Words>> = {
  en: {
    title: (library) => `${library} holds no account of the person you ask for`,
    nothing: (library) =>
      `You asked in another person’s name. ${library} holds no account under the address that you named, so that there is nothing to hand over, correct or erase, and your request is closed. Everybody whose request ends so is written the same: it does not say whether there ever was an account.`,
    noAccount: (library) =>
      `You asked in another person’s name. ${library} holds no account under the address that you named. The address stands in the places below, and nowhere else.`,
    about:
      'To have something of this corrected or erased before its time, write to the library: it can be told from other people’s data by that address alone.',
    rights:
      'If you think that this is wrong, for instance because the person used another address, ask again with that one or write to the library. You can complain to the supervisory authority (GDPR Art. 77) and go to court (Art. 79).',
  },
  es: {
    title: (library) => `${library} no tiene ninguna cuenta de la persona por la que pide`,
    nothing: (library) =>
      `Pidió algo en nombre de otra persona. ${library} no tiene ninguna cuenta con la dirección que indicó, así que no hay nada que entregar, corregir ni borrar, y su solicitud queda cerrada. A todos cuya solicitud termina así se les escribe lo mismo: no dice si alguna vez hubo una cuenta.`,
    noAccount: (library) =>
      `Pidió algo en nombre de otra persona. ${library} no tiene ninguna cuenta con la dirección que indicó. La dirección figura en los lugares siguientes y en ningún otro.`,
    about:
      'Para que algo de esto se corrija o se borre antes de tiempo, escriba a la biblioteca: solo esa dirección lo distingue de los datos de otras personas.',
    rights:
      'Si cree que no es correcto, por ejemplo porque la persona usó otra dirección, pídalo de nuevo con ella o escriba a la biblioteca. Puede reclamar ante la autoridad de control (RGPD art. 77) y acudir a los tribunales (art. 79).',
  },
};
