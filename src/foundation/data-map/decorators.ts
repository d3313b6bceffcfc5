import { Check, Column, type ColumnOptions } from 'typeorm';
import { snake } from '../database/naming.js';
import type { Category, Ends, OnErasure, PurposeKey, Source } from './vocabulary.js';

/** How a whole table stands in the data map. */
export interface PersonalRecordOptions {
  /** Property that holds the data subject's id; its keys seal the row. */
  subject: string;
  purpose: PurposeKey;
  category: Category;
  onErasure: OnErasure;
  /** What ends the rows before the account does; compulsory where the purpose's months do not count from its end. */
  ends?: Ends;
  /** For the table that tells when consents ended: the instant, the purpose and the states of an ended one. */
  withdrawals?: { at: string; purpose: string; states: string[] };
  source?: Source;
  /** For tables whose rows come from several sources: which values of which property mean another one. */
  sourceBy?: { property: string; is: Readonly<Record<string, Source>> };
  /** The property that names each row's own purpose, where rows serve several. */
  purposeBy?: string;
  /** Route by which the reader changes the data; absent: a supplementary statement (Art. 16). */
  rectify?: string;
  /** What was corrected is kept beside, for accountability: old and new value, by whom and when. */
  keepsHistory?: boolean;
  /** For rows whose bytes the sealed store keeps under their id: the property with the file's name. */
  file?: { name: string };
  /** What is true of the rows that the library brought along from elsewhere, so that their source can be told. */
  broughtAlong?: Readonly<Record<string, boolean | string>>;
  /** Who brought them: the library, unless it was the reader themself. */
  broughtBy?: 'reader';
  /** False where a reader's export leaves the table out, with the reason. */
  exported?: { no: string };
}

/** What differs for one column from its table. */
export interface PersonalOptions {
  purpose?: PurposeKey;
  category?: Category;
  source?: Source;
  rectify?: string;
  /** What `rectify` asks for beside the reader's word: proof, where the datum is a credential; the owner's, where it is the library's record. */
  rectifyBy?: 'confirmed' | 'reviewed';
  /** Why the value is never shown, not even to the data subject. */
  withheld?: string;
  /** Why a text may stand unsealed: only ids, states, instants and counts do. */
  plain?: string;
  /**
   * The column can name another person. A reason: the value is left out of the copy (Art. 15(4)); `shown`: why it stands
   * in the copy all the same. Portability leaves both out (Art. 20(4)).
   */
  ofOthers?: string | { shown: string };
  /** What the codes of the column are, where no CHECK lists them. */
  codes?: 'purposes' | 'tables' | readonly string[];
}

export interface SealedOptions {
  /** `main` dies at erasure; `evidence` keeps proof of lawful consent; `content` is the library's. */
  under?: 'main' | 'evidence' | 'content';
  as?: 'text' | 'json' | 'bytes';
  /** Keeps a blind index so that the door can look rows up by this value. */
  lookup?: 'unique' | 'repeated';
  /** Of a JSON value: where in it the value to look up by may stand; the first that is there counts. */
  lookupAt?: readonly string[];
  normalise?: 'email' | 'exact';
  nullable?: boolean;
}

export interface SealedColumn extends Required<Omit<SealedOptions, 'lookup' | 'lookupAt' | 'nullable'>> {
  property: string;
  fieldId: string;
  lookup?: 'unique' | 'repeated';
  lookupAt?: readonly string[];
}

/** What of a table's rows is entered in the library's ledger. */
export interface LoggedOptions {
  /** The payload's kind; stable for ever, like a field id. */
  kind: string;
  /** Properties that the payload states, in their order. None of them sealed: a receipt shows them. */
  states: string[];
  /**
   * Who keeps what opens the entry: `row`, this row in its column `opening`; `fact`, a row of its own in `fact`, for rows
   * that change; `nobody`, since the entry is open for everybody to read, for what is no one's personal data.
   */
  openedBy: 'row' | 'fact' | 'nobody';
  /** For rows that change: a change of one of these is a fact too. */
  on?: string[];
  /** Stated as they were at the fact; they go on changing without being one. */
  passing?: string[];
}

export interface TableNotes {
  personal?: PersonalRecordOptions;
  notPersonal?: string;
  logged?: LoggedOptions;
  columns: Map<string, PersonalOptions>;
  sealed: Map<string, SealedColumn>;
}

const notes = new WeakMap<object, TableNotes>();

/** What the decorators wrote on a class; the data map reads it once at start. */
export function notesOf(target: object): TableNotes {
  let found = notes.get(target);
  if (!found) {
    found = { columns: new Map(), sealed: new Map() };
    notes.set(target, found);
  }
  return found;
}

/** Declares whose data a table holds, why, of which category and what erasure does with them. */
export function PersonalRecord(options: PersonalRecordOptions): ClassDecorator {
  return (target) => {
    notesOf(target).personal = options;
  };
}

/** Declares that a table holds no personal data, with the reason a reader of the map may read. */
export function NotPersonal(why: string): ClassDecorator {
  return (target) => {
    notesOf(target).notPersonal = why;
  };
}

/**
 * Enters rows of a table in the library's ledger, in the transaction that writes them: the door does it, so that no
 * service can forget. Such rows are written without `conflict`; where the row opens its entry, all it states is given.
 */
export function Logged(options: LoggedOptions): ClassDecorator {
  return (target) => {
    notesOf(target).logged = options;
  };
}

/** Declares what differs for one column from what its table says. */
export function Personal(options: PersonalOptions): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).columns.set(String(property), options);
  };
}

/**
 * A column sealed under the data subject's key (or the library's, `under: 'content'`). To services it is a plain value;
 * in Postgres it is the envelope of `encryption/envelope.ts`, and a CHECK refuses anything else.
 * `fieldId` is stable for ever: keys are derived from it, never from the column's name.
 */
export function Sealed(fieldId: string, options: SealedOptions = {}): PropertyDecorator {
  const { under = 'main', as = 'text', normalise = 'exact', nullable = false, lookup, lookupAt } = options;
  return (target, property) => {
    const column = snake(String(property));
    const columnOptions: ColumnOptions = { nullable };
    Column('bytea', columnOptions)(target, property);
    Check(
      `${fieldId.replace(/[.-]/g, '_')}_sealed`,
      `octet_length(${column}) >= 62 and get_byte(${column}, 0) = 1 and get_byte(${column}, 1) = 1`,
    )(target, property);
    notesOf(target.constructor).sealed.set(String(property), {
      property: String(property),
      fieldId,
      under,
      as,
      normalise,
      ...(lookup ? { lookup } : {}),
      ...(lookupAt ? { lookupAt } : {}),
    });
  };
}
