import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../../foundation/access/signed-in.js';
import { Ledger } from '../../../foundation/ledger/ledger.js';
import { readOpening } from '../../../foundation/leaves/leaf.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import type { Packed, PackedPart } from './packed-parts.js';

/** Whose rows, of which incident, as of when. */
export interface Whose {
  me: SignedIn;
  libraryId: string;
  incidentId: string;
  now: Date;
}

/** Parts of an incident's record as proof documents: what the ledger states of each row, its content, and the proof. */
@Injectable()
export class PackedRecordsService {
  constructor(
    private readonly records: Records,
    private readonly ledger: Ledger,
  ) {}

  /** A part's document as text; ids of people in it are handed to `seen`. */
  async document(part: PackedPart, { me, libraryId, incidentId, now }: Whose, seen: (text: string) => void) {
    return this.records.in({ ...me, libraryId }, async (db) => {
      const rows: Packed[] = [];
      for await (const row of part.rows(db, incidentId)) rows.push(row);
      const found = await openingsOf(db, part.table, rows);
      const openings = rows.flatMap(({ id }) => found.get(id) ?? []);
      const items = rows.map(({ id, content }) => {
        const { payload } = readOpening(found.get(id) ?? Buffer.alloc(0));
        seen(payload);
        return { event: JSON.parse(payload) as unknown, content };
      });
      const record = { title: part.title, items };
      return text(await this.ledger.document(db, 'incident-record', record, openings, now));
    });
  }

  /** The list of a pack, signed by the log of who is handed it; it vouches for the keys of the other logs. */
  async list(me: SignedIn, record: object, now: Date): Promise<string> {
    return this.records.in(me, async (db) =>
      text(await this.ledger.document(db, 'evidence-pack', record, [], now)),
    );
  }
}

/** What opens the entries of rows, by their ids. */
async function openingsOf(db: Rows, table: string, rows: Packed[]): Promise<Map<string, Buffer>> {
  const { rows: found } = await db.tell(
    `select id, opening from ${table} where library_id = $1 and id = any($2::uuid[])`,
    [db.me.libraryId, rows.map(({ id }) => id)],
  );
  return new Map(
    found.flatMap(({ id, opening }) => (Buffer.isBuffer(opening) ? [[String(id), opening]] : [])),
  );
}

/** JSON that a person can look into. */
export function text(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
