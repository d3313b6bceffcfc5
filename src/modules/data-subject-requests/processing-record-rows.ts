import type { Language } from '../../foundation/data-map/words.js';
import { represented, standingBeside, type NamedController } from '../../foundation/law/controllers.js';
import {
  categoriesOf,
  countryIn,
  type LibraryRecord,
  type ProcessorRecord,
  type RegisteredRecipient,
} from './processing-record.js';
import { RECORD_WORDS } from './processing-record-words.js';

type Row = Record<string, string>;

/** A controller's record as a table: a row for each activity, which names the controller and stands for itself. */
export function libraryRows(record: LibraryRecord, language: Language): Row[] {
  const words = RECORD_WORDS[language];
  const { activities, controller, recipients, transfers, measures } = record;
  return activities.map((activity) => ({
    [words.activity]: activity.title,
    [words.basis]: activity.legalBasis,
    [words.subjects]: words.audiences[activity.subjects],
    [words.categories]: categoriesOf(activity, language),
    [words.recipients]: activity.recipients.join('; ') || words.nobody,
    [words.keptUntil]: activity.keptUntil,
    [words.letters]: activity.letters.join('; '),
    [words.jobs]: activity.jobs.join('; '),
    [words.what]: activity.tables.map(({ title }) => title).join('; '),
    [words.transfers]: abroad(recipients, language) || transfers,
    [words.measures]: measures.join(' '),
    ...columnsOf(controller, language),
  }));
}

/** The processor's record as a table: a row for each controller, which names the processor and stands for itself. */
export function processorRows(record: ProcessorRecord, language: Language): Row[] {
  const words = RECORD_WORDS[language];
  const { processor, controllers, measures } = record;
  return controllers.map(({ slug, controller, categories, recipients }) => ({
    [words.slug]: slug,
    ...columnsOf(controller, language),
    [words.processings]: categories.join('; '),
    [words.transfers]: abroad(recipients, language) || words.noTransfers,
    [words.measures]: measures.join(' '),
    [words.processor]: `${processor.name}, ${processor.address ?? words.none}, ${processor.contact}`,
    [words.processorOfficer]: processor.dataProtectionOfficer ?? words.none,
    [words.processorRepresentative]: processor.representative
      ? represented(processor.representative)
      : words.none,
  }));
}

function columnsOf(controller: NamedController, language: Language): Row {
  const words = RECORD_WORDS[language];
  const { name, address, contact, dataProtectionOfficer } = controller;
  const columns: Row = {
    [words.controller]: name,
    [words.address]: address,
    [words.contact]: contact,
    [words.officer]: dataProtectionOfficer,
  };
  for (const [term, text] of standingBeside(controller, language))
    columns[term] = columns[term] === undefined ? text : `${columns[term]}; ${text}`;
  return columns;
}

function abroad(recipients: RegisteredRecipient[], language: Language): string {
  return recipients
    .filter(({ isOutside }) => isOutside)
    .map(({ name, country, safeguard }) => `${name} (${countryIn(country, language)}): ${safeguard}`)
    .join('; ');
}
