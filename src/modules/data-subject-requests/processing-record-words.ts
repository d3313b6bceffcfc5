import type { Language } from '../../foundation/data-map/words.js';

/** The words of records of processing. */
export interface RecordWords {
  title: string;
  lead: string;
  processorTitle: string;
  processorLead: string;
  controller: string;
  processor: string;
  name: string;
  address: string;
  contact: string;
  officer: string;
  representative: string;
  none: string;
  nobody: string;
  slug: string;
  processorOfficer: string;
  processorRepresentative: string;
  activity: string;
  basis: string;
  subjects: string;
  audiences: Record<'readers' | 'visitors' | 'staff', string>;
  categories: string;
  recipients: string;
  country: string;
  safeguard: string;
  keptUntil: string;
  letters: string;
  jobs: string;
  what: string;
  source: string;
  sealed: string;
  places: string;
  place: string;
  holds: string;
  keptFor: string;
  transfers: string;
  noTransfers: string;
  measures: string;
  processings: string;
}

export const RECORD_WORDS: Record<Language, RecordWords> = {
  en: {
    title: 'Record of processing activities',
    lead: 'GDPR Art. 30(1). Written from what the system really holds and does.',
    processorTitle: 'Record of processing on behalf of controllers',
    processorLead: 'GDPR Art. 30(2). Written from what the system really holds and does for each library.',
    controller: 'Controller',
    processor: 'Processor',
    name: 'Name',
    address: 'Address',
    contact: 'Contact',
    officer: 'Data protection officer',
    representative: 'Representative in the Union',
    none: 'None is entered',
    nobody: 'Nobody outside the library and the platform that works for it',
    slug: 'Library',
    processorOfficer: 'Data protection officer of the processor',
    processorRepresentative: 'Representative of the processor in the Union',
    activity: 'Purpose',
    basis: 'Legal basis',
    subjects: 'Whose data',
    audiences: { readers: 'Readers', visitors: 'Visitors', staff: 'Staff' },
    categories: 'Categories of data',
    recipients: 'Recipients',
    country: 'Country',
    safeguard: 'On what a transfer rests',
    keptUntil: 'Time limit of erasure',
    letters: 'Letters',
    jobs: 'What runs by itself',
    what: 'What is held',
    source: 'Source',
    sealed: 'Sealed columns of all',
    places: 'Places outside the database',
    place: 'Place',
    holds: 'Holds',
    keptFor: 'Kept for',
    transfers: 'Transfers to third countries',
    noTransfers: 'No transfer to a third country.',
    measures: 'Technical and organisational measures',
    processings: 'Categories of processing',
  },
  es: {
    title: 'Registro de actividades de tratamiento',
    lead: 'RGPD art. 30.1. Escrito a partir de lo que el sistema guarda y hace de verdad.',
    processorTitle: 'Registro de tratamientos por cuenta de responsables',
    processorLead:
      'RGPD art. 30.2. Escrito a partir de lo que el sistema guarda y hace de verdad para cada biblioteca.',
    controller: 'Responsable',
    processor: 'Encargado',
    name: 'Nombre',
    address: 'Dirección',
    contact: 'Contacto',
    officer: 'Delegado de protección de datos',
    representative: 'Representante en la Unión',
    none: 'No consta',
    nobody: 'Nadie fuera de la biblioteca y de la plataforma que trabaja para ella',
    slug: 'Biblioteca',
    processorOfficer: 'Delegado de protección de datos del encargado',
    processorRepresentative: 'Representante del encargado en la Unión',
    activity: 'Finalidad',
    basis: 'Base jurídica',
    subjects: 'De quién son los datos',
    audiences: { readers: 'Personas usuarias', visitors: 'Visitantes', staff: 'Personal' },
    categories: 'Categorías de datos',
    recipients: 'Destinatarios',
    country: 'País',
    safeguard: 'En qué se basa una transferencia',
    keptUntil: 'Plazo de supresión',
    letters: 'Cartas',
    jobs: 'Lo que funciona por sí solo',
    what: 'Qué se guarda',
    source: 'Origen',
    sealed: 'Columnas selladas de todas',
    places: 'Lugares fuera de la base de datos',
    place: 'Lugar',
    holds: 'Contiene',
    keptFor: 'Se guarda',
    transfers: 'Transferencias a terceros países',
    noTransfers: 'Ninguna transferencia a terceros países.',
    measures: 'Medidas técnicas y organizativas',
    processings: 'Categorías de tratamiento',
  },
};
