import { createHmac, type KeyObject } from 'node:crypto';
import type { Pool, QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import { inScope } from '../database/scope.js';
import { closedLeaf, payloadOf } from '../leaves/leaf.js';
import { insertionOf, type Leaves } from '../leaves/leaves.js';
import { BEAT_MS, OwnRun } from './access-log-run.js';

/** What one page of rows told of whom. */
export interface Look {
  entity: string;
  subjectIds: string[];
  count: number;
  bytes: number;
}

interface Entry extends Look {
  me: SignedIn;
  at: Date;
}

/** What writes entries, and how many of them the ledger gets. */
interface Told {
  statements: QueryConfig[];
  left: number;
}

const ARRAYS = [
  ['id', 'uuid'], ['at', 'timestamptz'], ['actor_kind', 'text'], ['actor_role', 'text'], ['actor_id', 'text'], ['credential_id', 'uuid'],
  ['credential_epoch', 'int'], ['route', 'text'], ['entity', 'text'], ['subject_ids', 'text'], ['count', 'int'],
  ['bytes', 'int'], ['request_id', 'text'], ['address', 'bytea'], ['opening', 'bytea'],
] as const; // prettier-ignore
const NAMES = ARRAYS.map(([name]) => name);
// One array a column, so that any number of entries is one prepared statement.
const INSERTION = `
  insert into access_entry (library_id, ${NAMES.join(', ')})
  select $1, ${NAMES.map((name) => (name === 'subject_ids' ? 'subject_ids::uuid[]' : name)).join(', ')}
  from unnest(${ARRAYS.map(([, type], i) => `$${i + 2}::${type}[]`).join(', ')}) as e(${NAMES.join(', ')})`;
const FLUSH_MS = 1_000;
const MOST_SUBJECTS = 1_000;
const MOST_WAITING = 50_000;
const REMEMBERED_ADDRESSES = 10_000;

/**
 * Who opened whose rows. What staff, keys and jobs look at is written in the transaction that shows it; a reader's look
 * at their own rows and permission questions are gathered for a second, and that unflushed second counts as a gap.
 */
export class AccessLog {
  private readonly waiting = new Map<string, Entry[]>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();
  private readonly run: OwnRun;
  private beat: NodeJS.Timeout | undefined;
  private readonly hashes = new Map<string, Buffer>();

  constructor(
    private readonly pool: Pool,
    private readonly leaves: Leaves,
    private readonly addressKey: KeyObject,
  ) {
    this.run = new OwnRun(pool);
  }

  /** What writes looks at the end of the transaction that opened the rows, and how many entries they leave for the ledger. */
  entriesOf(me: SignedIn, looks: Look[], at = new Date()): Told {
    return this.insertion(
      me.libraryId,
      looks.map((look) => ({ ...look, me, at })),
    );
  }

  /** Gathers looks; they are written within a second. */
  gather(me: SignedIn, looks: Look[], at = new Date()) {
    if (!looks.length) return;
    this.begin();
    const entries = this.waiting.get(me.libraryId) ?? [];
    entries.push(...looks.map((look) => ({ ...look, me, at })));
    this.waiting.set(me.libraryId, entries);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** A keyed hash by which the looks from one network address are found; the address itself is kept nowhere. */
  hashOf(address: string): Buffer {
    const known = this.hashes.get(address);
    if (known) return known;
    if (this.hashes.size >= REMEMBERED_ADDRESSES) this.hashes.clear();
    const hash = createHmac('sha256', this.addressKey).update(address).digest().subarray(0, 16);
    this.hashes.set(address, hash);
    return hash;
  }

  /** Writes what is gathered and says so; from then on the log is whole up to this instant, as far as this process goes. */
  async settle(isLast = false): Promise<void> {
    const asOf = new Date();
    await this.flush();
    const isLate = [...this.waiting.values()].some(([oldest]) => oldest !== undefined && oldest.at < asOf);
    if (!isLate) await this.run.say(asOf, isLast);
  }

  /** Writes the last looks and says that this process ends; one that never says so was killed. */
  async close(): Promise<void> {
    clearInterval(this.beat);
    if (this.beat) await this.settle(true);
    else await this.flush();
  }

  /** From the first look that waits on: those that waited when a process was killed are a gap. */
  private begin() {
    if (this.beat) return;
    // The database is away: what is not said now is said with the next beat.
    const say = () => this.settle().catch(() => undefined);
    this.beat = setInterval(() => void say(), BEAT_MS).unref();
    void say();
  }

  /** Writes what is gathered. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batches = [...this.waiting];
    this.waiting.clear();
    this.flushing = this.flushing.then(async () => {
      for (const [libraryId, entries] of batches) await this.keep(libraryId, entries);
    });
    await this.flushing;
  }

  private async keep(libraryId: string, entries: Entry[]) {
    try {
      const left = await inScope(this.pool, libraryId, async (scope) => {
        let leaves = 0;
        for (let i = 0; i < entries.length; i += 500) {
          const { statements, left } = this.insertion(libraryId, entries.slice(i, i + 500));
          await Promise.all(statements.map((statement) => scope.tell(statement)));
          leaves += left;
        }
        return leaves;
      });
      this.leaves.tellWaiting(libraryId, left);
    } catch {
      // The database is away: the entries wait for it, up to a bound that a breach scope counts as a gap.
      const waiting = [...entries, ...(this.waiting.get(libraryId) ?? [])];
      const [first, ...lost] = waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING));
      if (first) this.run.lose(first.at, lost.at(-1)?.at ?? first.at);
      this.waiting.set(libraryId, waiting);
      this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
    }
  }

  private insertion(libraryId: string, entries: Entry[]): Told {
    const parts = entries.flatMap(inParts);
    if (!parts.length) return { statements: [], left: 0 };
    const looks = parts.map((part) => ({ id: uuidv7(), ...part }));
    const leaves = looks.map((look) => leafOf(libraryId, look));
    const rows = looks.map((look, i) => {
      const { address } = look.me;
      return [...rowOf(look), address ? this.hashOf(address) : null, leaves[i]?.opening ?? null];
    });
    const values = [libraryId, ...ARRAYS.map((_, i) => rows.map((row) => row[i]))];
    const left = leaves.filter((leaf) => leaf !== null);
    const statements: QueryConfig[] = [{ name: 'access_entries', text: INSERTION, values }];
    if (left.length) statements.push(insertionOf(libraryId, left));
    return { statements, left: left.length };
  }
}

/** An entry names at most a thousand subjects, so that one export does not make one endless row. */
function inParts(entry: Entry): Entry[] {
  const { subjectIds } = entry;
  if (subjectIds.length <= MOST_SUBJECTS) return [entry];
  const parts: Entry[] = [];
  for (let i = 0; i < subjectIds.length; i += MOST_SUBJECTS) {
    parts.push({
      ...entry,
      subjectIds: subjectIds.slice(i, i + MOST_SUBJECTS),
      ...(i ? { count: 0, bytes: 0 } : {}),
    });
  }
  return parts;
}

/** What a member of staff looked at is a fact of the ledger; what readers and systems look at is not. */
function leafOf(libraryId: string, { id, me, at, entity, subjectIds, count, bytes }: Entry & { id: string }) {
  if (me.kind !== 'staff') return null;
  const { id: actorId, credentialId, route, requestId } = me;
  const fact = { id, at, actorId, credentialId, route, entity, subjectIds, count, bytes, requestId };
  return closedLeaf(payloadOf('staff-access', libraryId, { fact }));
}

function rowOf({ id, me, at, entity, subjectIds, count, bytes }: Entry & { id: string }): unknown[] {
  const role = me.kind === 'staff' ? me.role : null;
  const who = [me.kind, role, me.id, me.credentialId, me.credentialEpoch, me.route];
  return [id, at, ...who, entity, `{${subjectIds.join()}}`, count, bytes, me.requestId];
}
