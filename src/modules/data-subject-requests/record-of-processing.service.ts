import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { measures, recordOfProcessing } from '../../foundation/data-map/record-of-processing.js';
import { spoken, type Language } from '../../foundation/data-map/words.js';
import { jsonFile, type MadeFile } from '../../foundation/documents/made-file.js';
import { markdownOf } from '../../foundation/documents/markdown.js';
import { pdfOf } from '../../foundation/documents/pdf.js';
import type { WrittenDocument } from '../../foundation/documents/written-document.js';
import { economicArea } from '../../foundation/law/countries.js';
import { Setting } from '../../foundation/setting.js';
import { PurposesService } from '../consent/purposes.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import {
  libraryDocument,
  processorDocument,
  type LibraryRecord,
  type ProcessedFor,
  type ProcessorRecord,
  type RegisteredRecipient,
} from './processing-record.js';
import { libraryRows, processorRows } from './processing-record-rows.js';
import { RecipientsService } from './recipients.service.js';

export const RECORD_FORMATS = ['json', 'md', 'csv', 'pdf'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

const MOST_RECIPIENTS = 200;

/** Records of processing: a library's as controller, and the platform's as the processor of all (Art. 30(1), (2)). */
@Injectable()
export class RecordOfProcessingService {
  constructor(
    private readonly map: DataMap,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
    private readonly recipients: RecipientsService,
    private readonly setting: Setting,
  ) {}

  /** By the library's own purposes, recipients and retention. */
  async ofLibrary(me: SignedIn, language: string): Promise<LibraryRecord> {
    const { controller } = await this.libraries.describe(me, language);
    const told = await this.purposes.list(me, language);
    const record = recordOfProcessing(this.map, spoken(language), told);
    return { controller, recipients: await this.register(me, spoken(language)), ...record };
  }

  /** Of every library that the platform works for. */
  async ofPlatform(language: Language): Promise<ProcessorRecord> {
    const { publicUrl, mailFrom, processor } = this.setting.config;
    const host = new URL(publicUrl).hostname;
    const controllers: ProcessedFor[] = [];
    for (const { id, slug } of await this.libraries.directory()) {
      const me = aJob('record-of-processing', id);
      const { controller, activities, recipients } = await this.ofLibrary(me, language);
      controllers.push({ slug, controller, categories: activities.map(({ title }) => title), recipients });
    }
    const contact = mailFrom ?? `no-reply@${host}`;
    return {
      processor: { name: `Carrel, ${host}`, contact, ...processor },
      controllers,
      measures: measures(language),
    };
  }

  /** A library's record as a file. */
  async libraryFile(me: SignedIn, language: string, format: RecordFormat, now: Date): Promise<MadeFile> {
    const record = await this.ofLibrary(me, language);
    const document = libraryDocument(record, spoken(language));
    return made(
      'record-of-processing',
      format,
      { content: record, document, rows: libraryRows(record, spoken(language)) },
      now,
    );
  }

  /** The platform's record as a file. */
  async platformFile(language: string, format: RecordFormat, now: Date): Promise<MadeFile> {
    const record = await this.ofPlatform(spoken(language));
    const document = processorDocument(record, spoken(language));
    const material = { content: record, document, rows: processorRows(record, spoken(language)) };
    return made('record-of-processing-on-behalf', format, material, now);
  }

  private async register(me: SignedIn, language: Language): Promise<RegisteredRecipient[]> {
    const { items } = await this.recipients.list(me, { limit: MOST_RECIPIENTS });
    return items.map(({ name, country, safeguard }) => ({
      name,
      country,
      safeguard: codeMeaning(safeguard, language),
      isOutside: !economicArea.includes(country),
    }));
  }
}

interface Material {
  content: object;
  document: WrittenDocument;
  rows: Record<string, string>[];
}

async function made(name: string, format: RecordFormat, material: Material, now: Date): Promise<MadeFile> {
  const file = `${name}.${format}`;
  switch (format) {
    case 'json':
      return jsonFile(file, material.content);
    case 'md':
      return {
        name: file,
        mediaType: 'text/markdown; charset=utf-8',
        body: Buffer.from(markdownOf(material.document)),
      };
    case 'csv': {
      const text = stringify(material.rows, { header: true, bom: true, escape_formulas: true });
      return { name: file, mediaType: 'text/csv; charset=utf-8', body: Buffer.from(text) };
    }
    case 'pdf':
      return { name: file, mediaType: 'application/pdf', body: await pdfOf(material.document, now) };
    default:
      return format satisfies never;
  }
}
