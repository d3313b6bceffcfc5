import { codeMeaning } from '../../foundation/data-map/code-words.js';
import type { DataMap, Datum } from '../../foundation/data-map/data-map.js';
import { columnTitle, tableTitle, type Language } from '../../foundation/data-map/words.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import type { Body } from '../../foundation/law/supervisory-authorities.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';
import { TEXTS } from './download-texts.js';
import { Teller, type Held, type PublishedPurpose } from './what-we-hold.js';

/** The library that answers, as its readers know it. */
export interface Answering {
  name: string;
  country: string;
  region: string | null;
  body: Body;
  controller: { name: string; address: string; contact: string; dataProtectionOfficer: string };
}

/** A table of the download: where it comes from and how its columns are called. */
export interface Chapter {
  table: SubjectTable;
  title: string;
  held: Held;
  columns: { property: string; title: string; withheld?: string; codes?: Record<string, string> }[];
}

/** The words around a reader's data: what each table and column means, and what Art. 15(1) and (2) want told. */
export class DownloadContents {
  readonly chapters: Chapter[];

  constructor(
    readonly library: Answering,
    readonly language: Language,
    readonly madeAt: Date,
    private readonly purposes: PublishedPurpose[],
    about: { map: DataMap; tables: SubjectTable[] },
  ) {
    const teller = new Teller(purposes, language);
    this.chapters = about.tables
      .filter(({ personal }) => !personal.exported)
      .map((table) => ({
        table,
        title: tableTitle(table.name, language),
        held: teller.list(table),
        columns: columnsOf(about.map, table, language),
      }));
  }

  get authority() {
    return supervisoryAuthority(this.library);
  }

  /** Every file, table, column and code of the download, explained. */
  legend(): object {
    return {
      tables: Object.fromEntries(
        this.chapters.map(({ table, title, held, columns }) => [
          table.name,
          {
            file: `data/${table.name}.json`,
            title,
            category: held.category,
            source: held.source.text,
            purpose: held.purpose.title,
            legalBasis: `${held.legalBasis.article}. ${held.legalBasis.text}`,
            keptUntil: held.keptUntil,
            columns: Object.fromEntries(columns.map(({ property, ...rest }) => [property, rest])),
          },
        ]),
      ),
    };
  }

  /** What Art. 15(1) and (2) want told, specific to this person: only the purposes for which something of theirs is held. */
  about(): object {
    const texts = TEXTS[this.language];
    const concerned = new Set(this.chapters.map(({ held }) => held.purpose.key));
    return {
      madeAt: this.madeAt,
      controller: this.library.controller,
      purposes: this.purposes.filter(({ key }) => concerned.has(key)),
      categories: [...new Set(this.chapters.map(({ held }) => held.category))],
      recipients: [...new Set(this.chapters.flatMap(({ held }) => held.recipients))],
      retention: Object.fromEntries(this.chapters.map(({ table, held }) => [table.name, held.keptUntil])),
      sources: Object.fromEntries(this.chapters.map(({ table, held }) => [table.name, held.source.text])),
      rights: texts.rights,
      complaint: { text: texts.complaint, authority: this.authority ?? null },
      automatedDecisions: texts.automated,
      transfers: texts.transfers,
    };
  }
}

function columnsOf(map: DataMap, table: SubjectTable, language: Language): Chapter['columns'] {
  const data = new Map<string, Datum>(
    map
      .data()
      .filter((datum) => datum.table === table.name)
      .map((datum) => [datum.property, datum]),
  );
  const codes = map.codes(table.name);
  return table.shape.columns
    .filter(({ property }) => property !== 'libraryId')
    .map(({ property }) => {
      const withheld = data.get(property)?.withheld;
      const known = codes.get(property);
      return {
        property,
        title: columnTitle(table.name, property, language),
        ...(withheld ? { withheld } : {}),
        ...(known
          ? { codes: Object.fromEntries(known.map((code) => [code, codeMeaning(code, language)])) }
          : {}),
      };
    });
}
