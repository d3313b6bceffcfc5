import type { PurposeKey } from '../foundation/data-map/vocabulary.js';
import { plainDate, type PlainDate } from '../foundation/law/plain-date.js';

/** A reader of the demo and what they said yes to; every other purpose was shown and refused. */
export interface DemoReader {
  name: string;
  mailbox: string;
  country: string;
  birthDate: PlainDate;
  language: 'en' | 'es';
  consents: PurposeKey[];
}

/** A library of the demo. */
export interface DemoLibrary {
  slug: string;
  name: string;
  country: string;
  languages: string[];
  domain: string;
  address: string;
  owner: string;
  /** The first is the one whose login is shown. */
  readers: DemoReader[];
}

export const OFFICERS = [
  { name: 'Marta Vigil', email: 'marta@security.example' },
  { name: 'Owen Ward', email: 'owen@security.example' },
];

export const DEMO_LIBRARIES: DemoLibrary[] = [
  {
    slug: 'biblioteca-del-puerto',
    name: 'Biblioteca del Puerto',
    country: 'ES',
    languages: ['es', 'en'],
    domain: 'puerto.example',
    address: 'Paseo del Muelle 4, 39001 Santander',
    owner: 'Elena Ribas',
    readers: [
      reader('Ana Lectora', 'ana', 'ES', '1990-05-17', 'es', ['newsletter']),
      reader('Íñigo Etxeberria', 'inigo', 'ES', '1984-11-02', 'es', ['newsletter', 'recommendations']),
      reader('Zoë O’Connor', 'zoe', 'IE', '2001-01-30', 'en', []),
      reader('مريم الأندلسي', 'maryam', 'ES', '1977-08-09', 'es', ['text-messages']),
    ],
  },
  {
    slug: 'harbour-library',
    name: 'Harbour Library',
    country: 'IE',
    languages: ['en', 'es'],
    domain: 'harbour.example',
    address: '12 Quay Street, Galway H91',
    owner: 'Fionn Daly',
    readers: [
      reader('Bea Reader', 'bea', 'IE', '1988-02-29', 'en', ['newsletter', 'reading-analytics']),
      reader('Li Wei', 'li', 'IE', '1995-12-24', 'en', ['newsletter']),
      reader('Ó', 'o', 'IE', '1969-07-20', 'en', ['phone-calls']),
    ],
  },
];

function reader(
  name: string,
  mailbox: string,
  country: string,
  birthDate: string,
  language: 'en' | 'es',
  consents: PurposeKey[],
): DemoReader {
  return { name, mailbox, country, birthDate: plainDate(birthDate), language, consents };
}
