import type { Datum } from '../../foundation/data-map/data-map.js';
import { purposeOf } from '../../foundation/data-map/purposes.js';
import {
  broughtAlong,
  columnTitle,
  keptUntil,
  sources,
  tableTitle,
  type Language,
} from '../../foundation/data-map/words.js';
import type { Category, PurposeKey, Retention, Source } from '../../foundation/data-map/vocabulary.js';
import { legalBases, type LegalBasis } from '../../foundation/law/legal-bases.js';
import type { Ends } from './particulars.js';
import { wayToChange, waysFor, type Way } from './ways.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';

/** A purpose as the library published it. */
export interface PublishedPurpose {
  key: PurposeKey;
  legalBasis: LegalBasis;
  title: string;
  text: string;
  recipients: string[];
  retention: Retention;
}

/** One datum, or one list of them, with everything that Art. 15(1) wants told of it. */
export interface Held {
  /** Stable name of the datum, such as `reader.email`, or of the list, such as `message`. */
  id: string;
  title: string;
  category: Category;
  source: { key: Source; text: string };
  purpose: { key: PurposeKey; title: string };
  legalBasis: { key: LegalBasis; article: string; text: string };
  recipients: string[];
  keptUntil: string;
  /** What the reader can do about it (Art. 16): change it by this route, or add a statement to it. */
  action: Way;
  /** Everything that the reader can do, the change among it. */
  actions: Way[];
  /** Between which days the rows that are there now end, where the calendar knows it. */
  ends?: Ends;
  /** The value, where it is one. */
  value?: unknown;
  /** Why the value is not shown. */
  withheld?: string;
  /** How many rows there are, where it is a list; `atLeast` when they were counted no further. */
  count?: number;
  atLeast?: true;
  /** How many of them the library brought along from elsewhere. */
  broughtAlong?: { count: number; text: string };
}

/** Tells readers of their data in one language and by one library's published purposes. */
export class Teller {
  private readonly purposes: ReadonlyMap<PurposeKey, PublishedPurpose>;

  constructor(
    purposes: PublishedPurpose[],
    private readonly language: Language,
  ) {
    this.purposes = new Map(purposes.map((purpose) => [purpose.key, purpose]));
  }

  /** A purpose as the library published it, or as Carrel does. */
  purpose(key: PurposeKey): PublishedPurpose {
    return this.purposes.get(key) ?? catalogued(key, this.language);
  }

  /** A single row's column. */
  column(table: Pick<SubjectTable, 'name' | 'personal'>, property: string, datum: Datum | undefined): Held {
    const { personal, name } = table;
    return this.told(
      { ...personal, source: personal.source ?? 'reader', ...datum },
      datum?.fieldId ?? `${name}.${property}`,
      columnTitle(name, property, this.language),
    );
  }

  /** A table of many rows, as one; `brought` of them the library brought along. */
  list({ personal, name }: Pick<SubjectTable, 'name' | 'personal'>, brought = 0): Held {
    const held = this.told(
      { ...personal, source: personal.source ?? 'reader' },
      name,
      tableTitle(name, this.language),
    );
    if (!brought) return held;
    return {
      ...held,
      broughtAlong: { count: brought, text: broughtAlong(brought, this.language, personal.broughtBy) },
    };
  }

  private told(
    about: Pick<Datum, 'purpose' | 'category' | 'source' | 'rectify' | 'withheld' | 'ofOthers'>,
    id: string,
    title: string,
  ): Held {
    const { language } = this;
    const purpose = this.purpose(about.purpose);
    const { article, text } = legalBases[purpose.legalBasis];
    const withheld = about.withheld ?? (typeof about.ofOthers === 'string' ? about.ofOthers : undefined);
    return {
      id,
      title,
      category: about.category,
      source: { key: about.source, text: sources[about.source][language] },
      purpose: { key: purpose.key, title: purpose.title },
      legalBasis: { key: purpose.legalBasis, article, text: text[language] },
      recipients: purpose.recipients,
      keptUntil: keptUntil(purpose.retention, language),
      action: wayToChange(about.rectify, language),
      actions: waysFor(purpose, about.rectify, language),
      ...(withheld ? { withheld } : {}),
    };
  }
}

/** A purpose that came with a newer Carrel than the library, which has not published its own words for it. */
function catalogued(key: PurposeKey, language: Language): PublishedPurpose {
  const { texts, ...purpose } = purposeOf(key);
  return { ...purpose, ...texts[language] };
}
