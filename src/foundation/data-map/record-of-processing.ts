import { articleIn, legalBases, type LegalBasis } from '../law/legal-bases.js';
import type { DataMap, Place } from './data-map.js';
import type { PersonalRecordOptions } from './decorators.js';
import { keptBecause } from './kept-words.js';
import { processingsOf } from './processings.js';
import { PURPOSES } from './purposes.js';
import type { PurposeKey, Retention } from './vocabulary.js';
import { keptUntil, sources, tableTitle, type Language } from './words.js';

/** A purpose as the record lists it; a library's own carry its recipients and retention. */
export interface RecordedPurpose {
  key: PurposeKey;
  legalBasis: LegalBasis;
  title: string;
  recipients: string[];
  retention: Retention;
}

/** One processing activity: a purpose with everything that is held for it (Art. 30(1)(b), (c), (d), (f)). */
export interface Activity {
  purpose: string;
  title: string;
  legalBasis: string;
  subjects: 'readers' | 'visitors' | 'staff';
  categories: string[];
  recipients: string[];
  keptUntil: string;
  /** What the system does for it by itself. */
  letters: string[];
  jobs: string[];
  tables: {
    table: string;
    title: string;
    source: string;
    sealed: number;
    columns: number;
    onErasure: string;
  }[];
}

/** The record of processing activities (Art. 30), read from the data map. */
export interface RecordOfProcessing {
  activities: Activity[];
  /** Where personal data lie outside the database. */
  places: Place[];
  /** Tables that hold none, each with the reason. */
  withoutPersonalData: { table: string; why: string }[];
  transfers: string;
  measures: string[];
}

const TRANSFERS: Record<Language, string> = {
  en: 'None by the software itself.',
  es: 'Ninguna por el propio programa.',
};

/** Art. 32(1), as far as the software itself takes them (Art. 30(1)(g)). */
const MEASURES: Record<Language, string[]> = {
  en: [
    'Every personal datum is sealed with AES-256-GCM under a key of the person it is about; the root keys lie outside the database and its backups.',
    'Every row is scoped to its library by row-level security under a role that cannot pass it.',
    'Every look at personal data by staff, systems and jobs is written to an access log.',
    'Root keys rotate every seven days; what an erased person’s key sealed cannot be opened from a backup after 8 to 15 days.',
    'Passwords are kept as Argon2id hashes; staff sign in with a second factor.',
  ],
  es: [
    'Cada dato personal se sella con AES-256-GCM bajo una clave de la persona de quien trata; las claves raíz están fuera de la base de datos y de sus copias.',
    'Cada fila está acotada a su biblioteca por seguridad a nivel de fila, bajo un rol que no puede saltársela.',
    'Cada consulta de datos personales por el personal, los sistemas y las tareas queda en un registro de accesos.',
    'Las claves raíz rotan cada siete días; lo que selló la clave de una persona olvidada no puede abrirse desde una copia pasados de 8 a 15 días.',
    'Las contraseñas se guardan como resúmenes Argon2id; el personal entra con un segundo factor.',
  ],
};

/** Art. 32(1) in one language. */
export function measures(language: Language): string[] {
  return MEASURES[language];
}

/**
 * The record of every purpose that something is held for, in the catalogue's words; a library's in those it told its
 * readers, beside the purposes that only visitors are told of.
 */
export function recordOfProcessing(
  map: DataMap,
  language: Language = 'en',
  told?: RecordedPurpose[],
): RecordOfProcessing {
  const purposes = told ? [...told, ...catalogue(language, 'visitors')] : catalogue(language);
  return {
    activities: purposes
      .map((purpose) => activityOf(map, purpose, language))
      .filter(({ tables }) => tables.length),
    places: map.places.map((place) => place[language]).sort((a, b) => a.name.localeCompare(b.name)),
    withoutPersonalData: map.tables.flatMap(({ table, notPersonal }) =>
      notPersonal ? [{ table, why: notPersonal }] : [],
    ),
    transfers: TRANSFERS[language],
    measures: MEASURES[language],
  };
}

function activityOf(map: DataMap, purpose: RecordedPurpose, language: Language): Activity {
  const held = map.personal().filter(({ personal }) => personal.purpose === purpose.key);
  const categories = held.flatMap(({ personal, data }) => [
    personal.category,
    ...data.map((datum) => datum.category),
  ]);
  const { article, text } = legalBases[purpose.legalBasis];
  return {
    purpose: purpose.key,
    title: purpose.title,
    legalBasis: `${articleIn(article, language)}: ${text[language]}`,
    subjects: PURPOSES.find(({ key }) => key === purpose.key)?.audience ?? 'readers',
    categories: [...new Set(categories)].sort(),
    recipients: purpose.recipients,
    keptUntil: keptUntil(purpose.retention, language),
    ...processingsOf(purpose.key, language),
    tables: held.map(({ table, personal, data }) => ({
      table,
      title: tableTitle(table, language),
      source: sources[personal.source ?? 'reader'][language],
      sealed: data.filter((datum) => datum.sealed).length,
      columns: data.length,
      onErasure: atErasure(personal, language),
    })),
  };
}

function atErasure({ onErasure }: PersonalRecordOptions, language: Language): string {
  if (onErasure === 'delete') return language === 'es' ? 'se borra' : 'deleted';
  const article = articleIn(`Art. ${onErasure.ground}`, language);
  const why = keptBecause(onErasure.keep, language);
  return language === 'es' ? `se conserva por el ${article}: ${why}` : `kept under ${article}: ${why}`;
}

function catalogue(language: Language, audience?: 'visitors'): RecordedPurpose[] {
  return PURPOSES.filter((purpose) => !audience || purpose.audience === audience).map(
    ({ texts, ...purpose }) => ({ ...purpose, title: texts[language].title }),
  );
}

/** The record as a page of the documentation; the same map gives the same text. */
export function recordAsMarkdown({
  activities,
  places,
  withoutPersonalData,
  transfers,
  measures,
}: RecordOfProcessing): string {
  const lines = [
    '# Record of processing activities',
    '',
    'GDPR Art. 30. Written from the data map by `npm run generate`; do not edit. Each library is the controller of its',
    'readers’ data; its own record, with its name and its own retention, is at `GET /api/v1/library/record-of-processing`.',
    '',
    ...activities.flatMap(activityAsMarkdown),
    '## Places outside the database',
    '',
    '| place | where | holds | kept for |',
    '|---|---|---|---|',
    ...places.map(({ name, where, holds, keptFor }) => row([name, `\`${where}\``, holds, keptFor])),
    '',
    '## Transfers to third countries',
    '',
    transfers,
    '',
    '## Measures',
    '',
    ...measures.map((measure) => `- ${measure}`),
    '',
    '## Tables without personal data',
    '',
    '| table | why |',
    '|---|---|',
    ...withoutPersonalData.map(({ table, why }) => row([`\`${table}\``, why])),
  ];
  return `${lines.join('\n')}\n`;
}

function activityAsMarkdown(activity: Activity): string[] {
  return [
    `## ${activity.title} (\`${activity.purpose}\`)`,
    '',
    `- Legal basis: ${activity.legalBasis}`,
    `- Whose data: ${activity.subjects}; categories: ${activity.categories.join(', ')}`,
    `- Recipients: ${activity.recipients.join(', ') || 'none beside the library and its processor'}`,
    `- Kept: ${activity.keptUntil}`,
    '',
    '| table | what | source | sealed columns | at erasure |',
    '|---|---|---|---|---|',
    ...activity.tables.map(({ table, title, source, sealed, columns, onErasure }) =>
      row([`\`${table}\``, title, source, `${sealed} of ${columns}`, onErasure]),
    ),
    '',
  ];
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
