import type { Processor } from '../../config.js';
import type { RecordOfProcessing } from '../../foundation/data-map/record-of-processing.js';
import { categoryName, type Language } from '../../foundation/data-map/words.js';
import { CATEGORIES } from '../../foundation/data-map/vocabulary.js';
import {
  facts,
  heading,
  paragraph,
  table,
  type Part,
  type WrittenDocument,
} from '../../foundation/documents/written-document.js';
import { represented, standingBeside, type NamedController } from '../../foundation/law/controllers.js';
import { RECORD_WORDS, type RecordWords } from './processing-record-words.js';

/** Somebody on the library's register of recipients, and on what a transfer there rests. */
export interface RegisteredRecipient {
  name: string;
  country: string;
  safeguard: string;
  isOutside: boolean;
}

/** The record of a controller (Art. 30(1)): what the data map says, with the library's own recipients. */
export interface LibraryRecord extends RecordOfProcessing {
  controller: NamedController;
  recipients: RegisteredRecipient[];
}

/** A controller for whom the platform processes, and what it does for it (Art. 30(2)). */
export interface ProcessedFor {
  slug: string;
  controller: NamedController;
  categories: string[];
  recipients: RegisteredRecipient[];
}

/** The record of the platform as a processor (Art. 30(2)). */
export interface ProcessorRecord {
  processor: Processor & { name: string; contact: string };
  controllers: ProcessedFor[];
  measures: string[];
}

/** A controller's record as a document to read. */
export function libraryDocument(record: LibraryRecord, language: Language): WrittenDocument {
  const words = RECORD_WORDS[language];
  return {
    title: `${words.title} · ${record.controller.name}`,
    language,
    lead: words.lead,
    parts: [
      heading(words.controller),
      controllerFacts(record.controller, language),
      ...record.activities.flatMap((activity) => activityParts(activity, language, words)),
      heading(words.recipients),
      ...recipientParts(record.recipients, language),
      heading(words.places),
      table(
        [words.place, words.holds, words.keptFor],
        record.places.map(({ name, holds, keptFor }) => [name, holds, keptFor]),
      ),
      heading(words.transfers),
      ...transferParts(record.recipients, record.transfers, language),
      heading(words.measures),
      ...record.measures.map((measure) => paragraph(measure)),
    ],
  };
}

/** The processor's record as a document to read. */
export function processorDocument(record: ProcessorRecord, language: Language): WrittenDocument {
  const words = RECORD_WORDS[language];
  const { processor, controllers, measures } = record;
  return {
    title: `${words.processorTitle} · ${processor.name}`,
    language,
    lead: words.processorLead,
    parts: [
      facts([
        [words.processor, processor.name],
        [words.address, processor.address ?? words.none],
        [words.contact, processor.contact],
        [words.officer, processor.dataProtectionOfficer ?? words.none],
        [words.representative, processor.representative ? represented(processor.representative) : words.none],
      ]),
      ...controllers.flatMap(({ controller, categories, recipients }) => [
        heading(controller.name),
        controllerFacts(controller, language),
        facts([[words.processings, categories.join('; ')]]),
        ...transferParts(recipients, words.noTransfers, language),
      ]),
      heading(words.measures),
      ...measures.map((measure) => paragraph(measure)),
    ],
  };
}

function controllerFacts(controller: NamedController, language: Language): Part {
  const words = RECORD_WORDS[language];
  return facts([
    [words.name, controller.name],
    [words.address, controller.address],
    [words.contact, controller.contact],
    [words.officer, controller.dataProtectionOfficer],
    ...standingBeside(controller, language),
  ]);
}

/** Categories of data of an activity, in plain words. */
export function categoriesOf(
  { categories }: LibraryRecord['activities'][number],
  language: Language,
): string {
  const known = CATEGORIES.filter((one) => categories.includes(one));
  return known.map((one) => categoryName(one, language)).join('; ');
}

function activityParts(
  activity: LibraryRecord['activities'][number],
  language: Language,
  words: RecordWords,
): Part[] {
  return [
    heading(activity.title),
    facts([
      [words.basis, activity.legalBasis],
      [words.subjects, words.audiences[activity.subjects]],
      [words.categories, categoriesOf(activity, language)],
      [words.recipients, activity.recipients.join('; ') || words.nobody],
      [words.keptUntil, activity.keptUntil],
      [words.letters, activity.letters.join('; ')],
      [words.jobs, activity.jobs.join('; ')],
    ]),
    table(
      [words.what, words.source, words.sealed],
      activity.tables.map(({ title, source, sealed, columns }) => [title, source, `${sealed} / ${columns}`]),
    ),
  ];
}

function recipientParts(recipients: RegisteredRecipient[], language: Language): Part[] {
  const words = RECORD_WORDS[language];
  if (!recipients.length) return [paragraph(words.nobody)];
  return [
    table(
      [words.name, words.country, words.safeguard],
      recipients.map(({ name, country, safeguard }) => [name, countryIn(country, language), safeguard]),
    ),
  ];
}

function transferParts(recipients: RegisteredRecipient[], otherwise: string, language: Language): Part[] {
  const outside = recipients.filter(({ isOutside }) => isOutside);
  return outside.length ? recipientParts(outside, language) : [paragraph(otherwise)];
}

/** A country by its name. */
export function countryIn(code: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}
