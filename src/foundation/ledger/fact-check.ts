import { isDeepStrictEqual } from 'node:util';
import type { SignedIn } from '../access/signed-in.js';
import { noteSecurityEvent } from '../access/security-events.js';
import type { LoggedOptions } from '../data-map/decorators.js';
import { entryIdText, leafOfOpening, payloadOf, readOpening } from '../leaves/leaf.js';
import { Fact } from '../records/fact.entity.js';
import type { Records } from '../records/records.js';
import type { Rows } from '../records/rows.js';
import type { Table, Tables } from '../records/tables.js';

type Values = Record<string, unknown>;
type LoggedTable = Table & { logged: LoggedOptions };

/** A row that says something else than it did when it was entered in the ledger. */
export interface Disagreement {
  table: string;
  id: string;
  why: 'no entry' | 'another entry' | 'other words' | 'no fact';
}

/**
 * Holds the rows of a library against its ledger: an export alone shows that the log was not changed; this shows that the
 * rows still say what was logged. It opens what is sealed, so it is for the operator.
 */
export class FactCheck {
  constructor(
    private readonly records: Records,
    private readonly tables: Tables,
  ) {}

  /** Every row that disagrees, as it is found; `told` hears how many rows were held against the ledger. */
  async *run(me: SignedIn, told: (rows: number) => void = () => undefined): AsyncGenerator<Disagreement> {
    const logged = this.tables.all().filter((table): table is LoggedTable => table.logged !== undefined);
    let rows = 0;
    let isWhole = true;
    for (const table of [...logged, this.tables.of(Fact)]) {
      let after: string | undefined;
      do {
        const page = await this.records.in(me, async (db) => {
          const { items, next } = await db.logged(table, after);
          return { found: await this.check(db, table, items), count: items.length, next };
        });
        if (page.found.length && isWhole) await this.tell(me);
        isWhole &&= page.found.length === 0;
        yield* page.found;
        told((rows += page.count));
        after = page.next ?? undefined;
      } while (after !== undefined);
    }
  }

  /** The first disagreement of a run opens a draft of an incident. */
  private async tell(me: SignedIn) {
    const event = { libraryId: me.libraryId, kind: 'ledger-unverified', credentialId: null } as const;
    await this.records.in(me, (db) =>
      noteSecurityEvent((text, values) => db.tell(text, values), event, new Date()),
    );
  }

  private async check(db: Rows, table: Table, rows: Values[]): Promise<Disagreement[]> {
    const { logged } = table;
    if (!logged) return entriesOf(db, table, rows);
    switch (logged.openedBy) {
      case 'row': {
        const opened = rows.filter((row) => Buffer.isBuffer(row.opening));
        const words = opened.filter((row) => !agrees(row, factOf(row.opening as Buffer), logged));
        return [
          ...(await entriesOf(db, table, opened)),
          ...words.map((row) => wrong(table, row, 'other words')),
        ];
      }
      case 'fact':
        return this.latest(db, table, logged, rows);
      case 'nobody':
        return openEntriesOf(db, table, logged, rows);
      default:
        return logged.openedBy satisfies never;
    }
  }

  /** Rows that change are held against the last fact about them. */
  private async latest(
    db: Rows,
    table: Table,
    logged: LoggedOptions,
    rows: Values[],
  ): Promise<Disagreement[]> {
    const { rows: facts } = await db.tell(
      `select distinct on (about) about, opening from fact
       where library_id = $1 and kind = $2 and about = any($3::uuid[]) order by about, id desc`,
      [db.me.libraryId, logged.kind, rows.map((row) => row.id)],
    );
    const openings = new Map(facts.map((fact) => [fact.about, fact.opening as Buffer]));
    return rows.flatMap((row) => {
      const opening = openings.get(row.id);
      if (!opening) return [wrong(table, row, 'no fact')];
      return agrees(row, factOf(opening), logged) ? [] : [wrong(table, row, 'other words')];
    });
  }
}

/** Rows whose openings do not open the entry that bears their id. */
async function entriesOf(db: Rows, table: Table, rows: Values[]): Promise<Disagreement[]> {
  const openings = rows.map((row) => row.opening as Buffer);
  const ids = openings.map((opening) => entryIdText(readOpening(opening).entryId));
  const { rows: found } = await db.tell(
    'select id, leaf from ledger_entry where library_id = $1 and id = any($2::uuid[])',
    [db.me.libraryId, ids],
  );
  const leaves = new Map(found.map((entry) => [entry.id, entry.leaf as Buffer]));
  return rows.flatMap((row, i) => {
    const leaf = leaves.get(ids[i]);
    if (!leaf) return [wrong(table, row, 'no entry')];
    return leaf.equals(leafOfOpening(openings[i] ?? Buffer.alloc(0)))
      ? []
      : [wrong(table, row, 'another entry')];
  });
}

/** Rows of which the log holds no entry that says what they say now. */
async function openEntriesOf(
  db: Rows,
  table: Table,
  logged: LoggedOptions,
  rows: Values[],
): Promise<Disagreement[]> {
  const payloads = rows.map((row) =>
    Buffer.from(payloadOf(logged.kind, db.me.libraryId, { fact: statesOf(row, logged) })),
  );
  const { rows: found } = await db.tell(
    `select substr(leaf, 22) as payload from ledger_entry
     where library_id = $1 and get_byte(leaf, 0) = 2 and substr(leaf, 22) = any($2::bytea[])`,
    [db.me.libraryId, payloads],
  );
  const held = new Set(found.map((entry) => (entry.payload as Buffer).toString('base64')));
  return rows.flatMap((row, i) =>
    held.has(payloads[i]?.toString('base64') ?? '') ? [] : [wrong(table, row, 'other words')],
  );
}

function statesOf(row: Values, { states }: LoggedOptions): Values {
  return Object.fromEntries(states.map((property) => [property, row[property]]));
}

function agrees(row: Values, fact: Values, logged: LoggedOptions): boolean {
  const { fact: now } = JSON.parse(payloadOf('', '', { fact: statesOf(row, logged) })) as { fact: Values };
  return logged.states
    .filter((property) => !logged.passing?.includes(property))
    .every((property) => !(property in fact) || isDeepStrictEqual(fact[property], now[property]));
}

function factOf(opening: Buffer): Values {
  try {
    return (JSON.parse(readOpening(opening).payload) as { fact?: Values }).fact ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function wrong({ name }: Table, row: Values, why: Disagreement['why']): Disagreement {
  return { table: name, id: String(row.id), why };
}
