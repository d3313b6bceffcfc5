import type { SignedIn } from '../access/signed-in.js';
import type { Rows } from './rows.js';
import type { EntityClass, Given } from '../data-map/shapes.js';
import type { Conflict } from './statements.js';

/** One row to append, and what to do when its key is there. */
export interface Write {
  into: EntityClass<object>;
  row: Given<object> & Record<string, unknown>;
  conflict?: Conflict;
}

/** Names the entity of a write, so that the row's shape is checked. */
export function into<T extends object>(entity: EntityClass<T>, row: Given<T>, conflict?: Conflict): Write {
  return { into: entity, row: row, ...(conflict ? { conflict } : {}) };
}

interface Member {
  me: SignedIn;
  writes: Write[];
  kept: () => void;
  failed: (error: unknown) => void;
}

interface Line {
  waiting: Member[];
  running: number;
}

const MOST_MEMBERS = 64;
// While one transaction is under way the next gathers; two at once would be smaller, and wait for each other's rows.
const AT_ONCE = 1;

/** Gathers appends of one library into one transaction: many requests, one commit. */
export class GroupCommit {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly run: (me: SignedIn, work: (db: Rows) => Promise<void>) => Promise<void>) {}

  append(me: SignedIn, writes: Write[]): Promise<void> {
    // A claim to an Idempotency-Key is used in the transaction it is for: this one is nobody else's.
    if (me.claim)
      return this.run(me, async (db) => {
        for (const { into: entity, row, conflict } of writes) await db.insert(entity, row, conflict);
      });
    const line = this.lines.get(me.libraryId) ?? { waiting: [], running: 0 };
    this.lines.set(me.libraryId, line);
    return new Promise<void>((kept, failed) => {
      line.waiting.push({ me, writes, kept, failed });
      if (line.waiting.length === 1) setImmediate(() => this.next(me.libraryId, line));
    });
  }

  private next(libraryId: string, line: Line) {
    if (line.running >= AT_ONCE || !line.waiting.length) return;
    const members = line.waiting.splice(0, MOST_MEMBERS);
    line.running += 1;
    void this.commit(members).finally(() => {
      line.running -= 1;
      if (line.waiting.length) this.next(libraryId, line);
      else if (!line.running) this.lines.delete(libraryId);
    });
    this.next(libraryId, line);
  }

  private async commit(members: Member[]): Promise<void> {
    const [first] = members;
    if (!first) return;
    try {
      await this.run(first.me, (db) =>
        write(
          db,
          members.flatMap((member) => member.writes),
        ),
      );
      for (const member of members) member.kept();
    } catch (error) {
      if (members.length === 1) {
        first.failed(error);
        return;
      }
      for (const member of members) await this.commit([member]);
    }
  }
}

async function write(db: Rows, writes: Write[]): Promise<void> {
  const groups = new Map<string, Write[]>();
  for (const one of writes) {
    const shape = `${one.into.name}|${Object.keys(one.row).join()}|${JSON.stringify(one.conflict ?? null)}`;
    const group = groups.get(shape);
    if (group) group.push(one);
    else groups.set(shape, [one]);
  }
  await db.insertLast(
    [...groups.values()].map((group) => {
      const [{ into: entity, conflict }] = group as [Write];
      return { entity, rows: latest(group), conflict };
    }),
  );
}

/** Of rows that would replace each other in one statement, the last: Postgres refuses to touch a row twice. */
function latest(group: Write[]): Write['row'][] {
  const on = group[0]?.conflict?.do === 'replace' ? group[0].conflict.on : undefined;
  if (!on) return group.map((one) => one.row);
  return [
    ...new Map(
      group.map((one) => [on.map((property) => String(one.row[property])).join('/'), one.row]),
    ).values(),
  ];
}
