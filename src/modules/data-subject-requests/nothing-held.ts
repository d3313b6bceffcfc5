import { spoken, type Language } from '../../foundation/data-map/words.js';
import {
  facts,
  heading,
  paragraph,
  table,
  type WrittenDocument,
} from '../../foundation/documents/written-document.js';
import type { SupervisoryAuthority } from '../../foundation/law/supervisory-authorities.js';
import { standingBeside, type NamedController } from '../../foundation/law/controllers.js';
import type { HeldElsewhere } from './holdings.service.js';
import { OF_ANOTHER } from './nothing-held-of-another.js';

/** What a confirmation that no account is held is written from (Art. 15(1), EDPB Guidelines 01/2022). */
export interface NothingHeld {
  language: string;
  library: string;
  controller: NamedController;
  authority: Pick<SupervisoryAuthority, 'name' | 'url'> | undefined;
  elsewhere: HeldElsewhere[];
  /** Said to somebody who asked for another. */
  isOfAnother?: boolean;
}

interface Texts {
  title: (library: string) => string;
  nothing: (library: string) => string;
  noAccount: (library: string) => string;
  elsewhere: string;
  columns: string[];
  about: string;
  responsible: string;
  contact: string;
  officer: string;
  authority: string;
  rightsTitle: string;
  rights: string;
  kept: string;
}

const TEXTS: Record<Language, Texts> = {
  en: {
    title: (library) => `${library} holds no account of yours`,
    nothing: (library) =>
      `You proved that this address is yours. ${library} has looked for it wherever addresses are kept, and holds no personal data under it, so that there is nothing to hand over, correct or erase.`,
    noAccount: (library) =>
      `You proved that this address is yours. ${library} has looked for it wherever addresses are kept: there is no account under it. It stands in the places below, and nowhere else.`,
    elsewhere: 'Where the address stands',
    columns: ['What', 'What for', 'Legal basis', 'Kept'],
    about:
      'To have something of this corrected or erased before its time, write to the library: it can be told from other people’s data by your address alone.',
    responsible: 'Who is responsible',
    contact: 'Contact',
    officer: 'Data protection officer',
    authority: 'Supervisory authority',
    rightsTitle: 'Your rights',
    rights:
      'If you think that this is wrong, for instance because you used another address, ask again with that one or write to the library. You can complain to the supervisory authority (GDPR Art. 77) and go to court (Art. 79).',
    kept: 'Of this request the library keeps that it was asked and answered, and when, without your name or address. Your address is kept for this letter, for seven days at most.',
  },
  es: {
    title: (library) => `${library} no tiene ninguna cuenta suya`,
    nothing: (library) =>
      `Ha demostrado que esta dirección es suya. ${library} la ha buscado donde se guardan direcciones y no tiene datos personales con ella, así que no hay nada que entregar, corregir ni borrar.`,
    noAccount: (library) =>
      `Ha demostrado que esta dirección es suya. ${library} la ha buscado donde se guardan direcciones: no hay ninguna cuenta con ella. Figura en los lugares siguientes y en ningún otro.`,
    elsewhere: 'Dónde figura la dirección',
    columns: ['Qué', 'Para qué', 'Base jurídica', 'Se guarda'],
    about:
      'Para que algo de esto se corrija o se borre antes de tiempo, escriba a la biblioteca: solo su dirección lo distingue de los datos de otras personas.',
    responsible: 'Responsable',
    contact: 'Contacto',
    officer: 'Delegado de protección de datos',
    authority: 'Autoridad de control',
    rightsTitle: 'Sus derechos',
    rights:
      'Si cree que no es correcto, por ejemplo porque usó otra dirección, pídalo de nuevo con ella o escriba a la biblioteca. Puede reclamar ante la autoridad de control (RGPD art. 77) y acudir a los tribunales (art. 79).',
    kept: 'De esta solicitud la biblioteca guarda que se pidió y se respondió, y cuándo, sin su nombre ni su dirección. Su dirección se guarda para esta carta, siete días como mucho.',
  },
};

/** The confirmation as a document, for the page, the letter and whoever keeps it. */
export function confirmationOf(given: NothingHeld): WrittenDocument {
  const { library, controller, authority, elsewhere } = given;
  const language = spoken(given.language);
  const t = given.isOfAnother ? { ...TEXTS[language], ...OF_ANOTHER[language] } : TEXTS[language];
  const places = elsewhere.map((held) => [
    held.count > 1 ? `${held.title} (${held.count})` : held.title,
    held.purpose.title,
    held.legalBasis.article,
    held.keptUntil,
  ]);
  return {
    title: t.title(library),
    language,
    lead: elsewhere.length ? t.noAccount(library) : t.nothing(library),
    parts: [
      ...(places.length ? [heading(t.elsewhere), table(t.columns, places), paragraph(t.about)] : []),
      heading(t.responsible),
      facts([
        [t.responsible, `${controller.name}, ${controller.address}`],
        [t.contact, controller.contact],
        [t.officer, controller.dataProtectionOfficer],
        ...standingBeside(controller, language),
        [t.authority, authority ? `${authority.name}, ${authority.url}` : ''],
      ]),
      heading(t.rightsTitle),
      paragraph(t.rights),
      paragraph(t.kept),
    ],
  };
}
