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
import type { NewLibrary } from '../libraries/libraries.service.js';
import { RECORD_WORDS, type RecordWords } from './processing-record-words.js';

type Controller = NewLibrary['controller'];

/** Somebody on the library's register of recipients, and on what a transfer there rests. */
export interface RegisteredRecipient {
  name: string;
  country: string;
  safeguard: string;
  isOutside: boolean;
}

/** The record of a controller (Art. 30(1)): what the data map says, with the library's own recipients. */
export interface LibraryRecord extends RecordOfProcessing {
  controller: Controller;
  recipients: RegisteredRecipient[];
}

/** A controller for whom the platform processes, and what it does for it (Art. 30(2)). */
export interface ProcessedFor {
  slug: string;
  controller: Controller;
  categories: string[];
  recipients: RegisteredRecipient[];
}

/** The record of the platform as a processor (Art. 30(2)). */
export interface ProcessorRecord {
  processor: { name: string; contact: string };
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
      controllerFacts(record.controller, words),
      ...record.activities.flatMap((activity) => activityParts(activity, language, words)),
      heading(words.recipients),
      ...recipientParts(record.recipients, words),
      heading(words.places),
      table(
        [words.place, words.holds, words.keptFor],
        record.places.map(({ name, holds, keptFor }) => [name, holds, keptFor]),
      ),
      heading(words.transfers),
      ...transferParts(record.recipients, record.transfers, words),
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
        [words.contact, processor.contact],
      ]),
      ...controllers.flatMap(({ controller, categories, recipients }) => [
        heading(controller.name),
        controllerFacts(controller, words),
        facts([[words.processings, categories.join('; ')]]),
        ...transferParts(recipients, words.noTransfers, words),
      ]),
      heading(words.measures),
      ...measures.map((measure) => paragraph(measure)),
    ],
  };
}

/** One row for each activity, or for each controller of a processor. */
export function libraryRows({ activities }: LibraryRecord): Record<string, unknown>[] {
  return activities.map((activity) => ({
    purpose: activity.purpose,
    title: activity.title,
    legalBasis: activity.legalBasis,
    subjects: activity.subjects,
    categories: activity.categories.join('; '),
    recipients: activity.recipients.join('; '),
    keptUntil: activity.keptUntil,
    letters: activity.letters.join('; '),
    jobs: activity.jobs.join('; '),
    tables: activity.tables.map(({ table }) => table).join('; '),
  }));
}

export function processorRows({ controllers }: ProcessorRecord): Record<string, unknown>[] {
  return controllers.map(({ slug, controller, categories, recipients }) => ({
    slug,
    ...controller,
    categories: categories.join('; '),
    transfers: recipients
      .filter(({ isOutside }) => isOutside)
      .map(({ name, country, safeguard }) => `${name} (${country}): ${safeguard}`)
      .join('; '),
  }));
}

function controllerFacts(controller: Controller, words: RecordWords): Part {
  return facts([
    [words.name, controller.name],
    [words.address, controller.address],
    [words.contact, controller.contact],
    [words.officer, controller.dataProtectionOfficer],
    [words.jointControllers, words.none],
  ]);
}

function activityParts(
  activity: LibraryRecord['activities'][number],
  language: Language,
  words: RecordWords,
): Part[] {
  const names = CATEGORIES.filter((one) => activity.categories.includes(one));
  return [
    heading(activity.title),
    facts([
      [words.basis, activity.legalBasis],
      [words.subjects, words.audiences[activity.subjects]],
      [words.categories, names.map((one) => categoryName(one, language)).join('; ')],
      [words.recipients, activity.recipients.join('; ') || words.nobody],
      [words.keptUntil, activity.keptUntil],
      [words.letters, activity.letters.join('; ')],
      [words.jobs, activity.jobs.join(', ')],
    ]),
    table(
      [words.what, words.source, words.sealed],
      activity.tables.map(({ title, source, sealed, columns }) => [title, source, `${sealed} / ${columns}`]),
    ),
  ];
}

function recipientParts(recipients: RegisteredRecipient[], words: RecordWords): Part[] {
  if (!recipients.length) return [paragraph(words.nobody)];
  return [
    table(
      [words.name, words.country, words.safeguard],
      recipients.map(({ name, country, safeguard }) => [name, country, safeguard]),
    ),
  ];
}

function transferParts(recipients: RegisteredRecipient[], otherwise: string, words: RecordWords): Part[] {
  const outside = recipients.filter(({ isOutside }) => isOutside);
  return outside.length ? recipientParts(outside, words) : [paragraph(otherwise)];
}
