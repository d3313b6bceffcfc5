import { plainDate, type PlainDate } from './plain-date.js';

/** Whether a library answers to the authority for public bodies or to the one for everybody else. */
export type Body = 'public' | 'private';

/** The authority that a library names in its notices, and that a reader may complain to (Art. 51, 13(2)(d), 77). */
export interface SupervisoryAuthority {
  /** ISO 3166-1 alpha-2; 'EU' for institutions of the Union. */
  readonly country: string;
  /** ISO 3166-2 without the country's prefix; absent: the whole country. */
  readonly region?: string;
  /** Absent: public and private bodies alike. */
  readonly body?: Body;
  readonly name: string;
  readonly url: string;
  readonly validFrom: PlainDate;
  readonly source: string;
}

const GDPR = plainDate('2018-05-25');
const EDPB = 'EDPB, template for breach notification v1.0, row 118, and list of members';

type Row = readonly [country: string, name: string, url: string];

const national: readonly Row[] = [
  ['AT', 'Datenschutzbehörde (DSB)', 'https://www.dsb.gv.at'],
  [
    'BE',
    'Autorité de protection des données / Gegevensbeschermingsautoriteit',
    'https://www.dataprotectionauthority.be',
  ],
  ['BG', 'Commission for Personal Data Protection (KZLD)', 'https://www.cpdp.bg'],
  ['HR', 'Agencija za zaštitu osobnih podataka (AZOP)', 'https://azop.hr'],
  ['CY', 'Commissioner for Personal Data Protection', 'https://www.dataprotection.gov.cy'],
  ['CZ', 'Úřad pro ochranu osobních údajů', 'https://uoou.gov.cz'],
  ['DK', 'Datatilsynet', 'https://www.datatilsynet.dk'],
  ['EE', 'Andmekaitse Inspektsioon', 'https://www.aki.ee'],
  ['FI', 'Tietosuojavaltuutetun toimisto', 'https://tietosuoja.fi'],
  ['FR', "Commission nationale de l'informatique et des libertés (CNIL)", 'https://www.cnil.fr'],
  [
    'DE',
    'Bundesbeauftragte für den Datenschutz und die Informationsfreiheit (BfDI)',
    'https://www.bfdi.bund.de',
  ],
  ['GR', 'Hellenic Data Protection Authority', 'https://www.dpa.gr'],
  ['HU', 'Nemzeti Adatvédelmi és Információszabadság Hatóság (NAIH)', 'https://www.naih.hu'],
  ['IS', 'Persónuvernd', 'https://www.personuvernd.is'],
  ['IE', 'Data Protection Commission', 'https://www.dataprotection.ie'],
  ['IT', 'Garante per la protezione dei dati personali', 'https://www.garanteprivacy.it'],
  ['LV', 'Datu valsts inspekcija', 'https://www.dvi.gov.lv'],
  ['LI', 'Datenschutzstelle', 'https://www.datenschutzstelle.li'],
  ['LT', 'Valstybinė duomenų apsaugos inspekcija', 'https://vdai.lrv.lt'],
  ['LU', 'Commission nationale pour la protection des données (CNPD)', 'https://cnpd.public.lu'],
  ['MT', 'Information and Data Protection Commissioner (IDPC)', 'https://idpc.org.mt'],
  ['NL', 'Autoriteit Persoonsgegevens', 'https://www.autoriteitpersoonsgegevens.nl'],
  ['NO', 'Datatilsynet', 'https://www.datatilsynet.no'],
  ['PL', 'Urząd Ochrony Danych Osobowych (UODO)', 'https://uodo.gov.pl'],
  ['PT', 'Comissão Nacional de Proteção de Dados (CNPD)', 'https://www.cnpd.pt'],
  [
    'RO',
    'Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal (ANSPDCP)',
    'https://www.dataprotection.ro',
  ],
  ['SK', 'Úrad na ochranu osobných údajov Slovenskej republiky', 'https://dataprotection.gov.sk'],
  ['SI', 'Informacijski pooblaščenec', 'https://www.ip-rs.si'],
  ['ES', 'Agencia Española de Protección de Datos (AEPD)', 'https://www.aepd.es'],
  ['SE', 'Integritetsskyddsmyndigheten (IMY)', 'https://www.imy.se'],
  ['GB', "Information Commissioner's Office (ICO)", 'https://ico.org.uk'],
  ['CH', 'Federal Data Protection and Information Commissioner (FDPIC)', 'https://www.edoeb.admin.ch'],
  ['EU', 'European Data Protection Supervisor (EDPS)', 'https://www.edps.europa.eu'],
];

const german: readonly Row[] = [
  ['BW', 'LfDI Baden-Württemberg', 'https://www.baden-wuerttemberg.datenschutz.de'],
  [
    'BE',
    'Berliner Beauftragte für Datenschutz und Informationsfreiheit (BlnBDI)',
    'https://www.datenschutz-berlin.de',
  ],
  ['BB', 'LDA Brandenburg', 'https://www.lda.brandenburg.de'],
  ['HB', 'LfDI Bremen', 'https://www.datenschutz.bremen.de'],
  [
    'HH',
    'Der Hamburgische Beauftragte für Datenschutz und Informationsfreiheit (HmbBfDI)',
    'https://datenschutz-hamburg.de',
  ],
  [
    'HE',
    'Der Hessische Beauftragte für Datenschutz und Informationsfreiheit (HBDI)',
    'https://datenschutz.hessen.de',
  ],
  ['MV', 'LfDI Mecklenburg-Vorpommern', 'https://www.datenschutz-mv.de'],
  ['NI', 'LfD Niedersachsen', 'https://www.lfd.niedersachsen.de'],
  ['NW', 'LDI Nordrhein-Westfalen', 'https://www.ldi.nrw.de'],
  ['RP', 'LfDI Rheinland-Pfalz', 'https://www.datenschutz.rlp.de'],
  ['SL', 'Unabhängiges Datenschutzzentrum Saarland (UDZ)', 'https://www.datenschutz.saarland.de'],
  ['SN', 'Sächsische Datenschutz- und Transparenzbeauftragte (SDTB)', 'https://www.datenschutz.sachsen.de'],
  ['ST', 'LfD Sachsen-Anhalt', 'https://datenschutz.sachsen-anhalt.de'],
  [
    'SH',
    'Unabhängiges Landeszentrum für Datenschutz Schleswig-Holstein (ULD)',
    'https://www.datenschutzzentrum.de',
  ],
  ['TH', 'Thüringer LfDI (TLfDI)', 'https://www.tlfdi.de'],
];

const bavarianPrivate: Row = [
  'BY',
  'Bayerisches Landesamt für Datenschutzaufsicht (BayLDA)',
  'https://www.lda.bayern.de',
];
const bavarianPublic: Row = [
  'BY',
  'Der Bayerische Landesbeauftragte für den Datenschutz (BayLfD)',
  'https://www.datenschutz-bayern.de',
];

const spanishPublic: readonly Row[] = [
  ['CT', 'Autoritat Catalana de Protecció de Dades (APDCAT)', 'https://apdcat.gencat.cat'],
  ['PV', 'Autoridad Vasca de Protección de Datos (AVPD)', 'https://www.avpd.euskadi.eus'],
  [
    'AN',
    'Consejo de Transparencia y Protección de Datos de Andalucía (CTPDA)',
    'https://www.ctpdandalucia.es',
  ],
];

/** Every authority that is known: of countries, of the German Länder, and of Spanish regions for public bodies only. */
export const supervisoryAuthorities: readonly SupervisoryAuthority[] = [
  ...national.map(([country, name, url]) => ({ country, name, url, validFrom: GDPR, source: EDPB })),
  ...german.map((row) => regional('DE', row)),
  regional('DE', bavarianPrivate, 'private'),
  regional('DE', bavarianPublic, 'public'),
  ...spanishPublic.map((row) => regional('ES', row, 'public')),
];

function regional(country: string, [region, name, url]: Row, body?: Body): SupervisoryAuthority {
  return { country, region, name, url, validFrom: GDPR, source: EDPB, ...(body ? { body } : {}) };
}
