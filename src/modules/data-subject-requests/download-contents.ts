import { codeLegend } from '../../foundation/data-map/code-legend.js';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import type { DataMap } from '../../foundation/data-map/data-map.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { columnTitle, sources, tableTitle, type Language } from '../../foundation/data-map/words.js';
import { economicArea, supervisoryAuthority, zoneOf } from '../../foundation/law/countries.js';
import type { Body } from '../../foundation/law/supervisory-authorities.js';
import { legalBases } from '../../foundation/law/legal-bases.js';
import { REDACTED, type SubjectTable } from '../../foundation/records/subject-rows.js';
import type { NamedController } from '../../foundation/law/controllers.js';
import { TEXTS } from './download-texts.js';
import type { LookAtMe } from './looks.service.js';
import { balanced, endsOf, receivedBy, type Ends, type Particulars } from './particulars.js';
import { Teller, type Held, type PublishedPurpose } from './what-we-hold.js';

/** The library that answers, as its readers know it. */
export interface Answering {
  name: string;
  country: string;
  region: string | null;
  body: Body;
  controller: NamedController;
}

/** What the words of a download are made from. */
export interface Material {
  map: DataMap;
  tables: SubjectTable[];
  particulars: Particulars;
  /** The latest looks at this person's data. */
  looks: LookAtMe[];
}

/** A column of the download, explained. */
export interface ChapterColumn {
  property: string;
  title: string;
  /** It never leaves its row, so that no file has it. */
  isSecret: boolean;
  withheld?: string;
  codes?: Record<string, string>;
}

/** A table of the download: where it comes from and how its columns are called. */
export interface Chapter {
  table: SubjectTable;
  title: string;
  held: Held;
  sources: string;
  ends: Ends | null;
  columns: ChapterColumn[];
}

/** The words around a reader's data: what each table and column means, and what Art. 15(1) and (2) want told. */
export class DownloadContents {
  readonly chapters: Chapter[];
  readonly others: ReturnType<typeof balanced>;
  private readonly teller: Teller;

  constructor(
    readonly library: Answering,
    readonly language: Language,
    readonly madeAt: Date,
    purposes: PublishedPurpose[],
    readonly material: Material,
  ) {
    this.teller = new Teller(purposes, language);
    const exported = material.tables.filter(({ personal }) => !personal.exported);
    this.chapters = exported.map((table) => this.chapter(table));
    this.others = balanced(material.map, exported, language);
  }

  get authority() {
    return supervisoryAuthority(this.library);
  }

  /** The purposes for which something of this person is held or done, as the library told its readers of them. */
  get concerned(): PublishedPurpose[] {
    const keys = this.chapters.flatMap(({ table }) => this.of(table)?.purposes ?? [table.personal.purpose]);
    return [...new Set<PurposeKey>(keys)].map((key) => this.teller.purpose(key));
  }

  /** What machines do with the data, as far as it concerns this person (Art. 15(1)(h)). */
  get automated(): string {
    const texts = TEXTS[this.language];
    const isAdvised = this.concerned.some(({ key }) => key === 'recommendations');
    return isAdvised ? `${texts.automated} ${texts.recommendations}` : texts.automated;
  }

  /** Which countries outside the Economic Area data of this person went to, and on what that rests (Art. 15(2)). */
  get transfers(): string {
    const texts = TEXTS[this.language];
    const abroad = this.material.particulars.recipients.filter(
      ({ country }) => country !== undefined && !economicArea.includes(country),
    );
    const named = abroad.map(
      ({ name, country = '', safeguard = '' }) =>
        `${name} (${country}): ${codeMeaning(safeguard, this.language)}.`,
    );
    return [texts.transfers, ...named].join(' ');
  }

  /** Every file, table, column and code of the download, explained. */
  legend(): object {
    return {
      redacted: { mark: REDACTED, why: TEXTS[this.language].others },
      tables: Object.fromEntries(
        this.chapters.map(({ table, title, held, sources, columns }) => [
          table.name,
          {
            files: [`data/${table.name}.json`, `data/${table.name}.csv`],
            title,
            category: held.category,
            source: sources,
            purpose: held.purpose.title,
            legalBasis: `${held.legalBasis.article}. ${held.legalBasis.text}`,
            keptUntil: held.keptUntil,
            columns: Object.fromEntries(columns.map(({ property, ...rest }) => [property, rest])),
          },
        ]),
      ),
    };
  }

  /** What Art. 15(1) and (2) want told, specific to this person (EDPB 01/2022, 113 to 131). */
  about(): object {
    const texts = TEXTS[this.language];
    const { chapters, material } = this;
    const byTable = <T>(of: (chapter: Chapter) => T) =>
      Object.fromEntries(chapters.map((chapter) => [chapter.table.name, of(chapter)]));
    return {
      madeAt: this.madeAt,
      confirmation: texts.confirmation,
      controller: this.library.controller,
      purposes: this.concerned.map(({ key, title, text, legalBasis, recipients }) => ({
        key,
        title,
        text,
        legalBasis: { key: legalBasis, ...this.basis(legalBasis) },
        recipientsNamed: recipients,
      })),
      categories: [...new Set(chapters.map(({ held }) => held.category))],
      recipients: material.particulars.recipients,
      retention: byTable(({ held }) => held.keptUntil),
      ends: byTable(({ ends }) => ends),
      sources: byTable((chapter) => chapter.sources),
      rights: texts.rights,
      complaint: { text: texts.complaint, authority: this.authority ?? null },
      automatedDecisions: this.automated,
      transfers: this.transfers,
      looks: { text: texts.looks, latest: material.looks },
      otherPeople: this.others,
      backups: texts.backups,
      otherWays: `${texts.channels} ${this.library.controller.contact}`,
    };
  }

  private chapter(table: SubjectTable): Chapter {
    const { language } = this;
    const known = this.of(table);
    const held = this.teller.list(table);
    held.recipients = receivedBy(this.material.particulars.recipients, held.category);
    const { retention } = this.teller.purpose(table.personal.purpose);
    return {
      table,
      title: tableTitle(table.name, language),
      held,
      sources: known?.sources.map((source) => sources[source][language]).join(' ') ?? held.source.text,
      ends: endsOf(table, retention, known?.span ?? null, zoneOf(this.library.country)),
      columns: columnsOf(this.material.map, table, language),
    };
  }

  private of(table: SubjectTable) {
    return this.material.particulars.tables.get(table.name);
  }

  private basis(key: PublishedPurpose['legalBasis']) {
    const { article, text } = legalBases[key];
    return { article, text: text[this.language] };
  }
}

function columnsOf(map: DataMap, table: SubjectTable, language: Language): ChapterColumn[] {
  const data = new Map(
    map.data().flatMap((datum) => (datum.table === table.name ? [[datum.property, datum]] : [])),
  );
  const codes = codeLegend(map, table.name, language);
  const description = map.description(table.name);
  const own = table.shape.columns.filter(({ property }) => property !== 'libraryId');
  const described = description ? [{ property: description.property, isSecret: false }] : [];
  return [...own, ...described].map(({ property, isSecret }) => {
    const { withheld, ofOthers } = data.get(property) ?? {};
    const why = withheld ?? (typeof ofOthers === 'string' ? ofOthers : undefined);
    const known = codes.get(property);
    return {
      property,
      title: columnTitle(table.name, property, language),
      isSecret,
      ...(why ? { withheld: why } : {}),
      ...(known ? { codes: known } : {}),
    };
  });
}
