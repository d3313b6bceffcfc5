import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import { inScope, type Scope } from '../database/scope.js';
import { closedLeaf, payloadOf } from '../leaves/leaf.js';
import { insertionOf, type Leaves } from '../leaves/leaves.js';

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

const ARRAYS = [
  ['id', 'uuid'], ['at', 'timestamptz'], ['actor_kind', 'text'], ['actor_role', 'text'], ['actor_id', 'text'], ['credential_id', 'uuid'],
  ['credential_epoch', 'int'], ['route', 'text'], ['entity', 'text'], ['subject_ids', 'text'], ['count', 'int'],
  ['bytes', 'int'], ['request_id', 'text'], ['opening', 'bytea'],
] as const; // prettier-ignore
const NAMES = ARRAYS.map(([name]) => name);
// One array a column, so that any number of entries is one prepared statement.
const INSERTION = `
  insert into access_entry (library_id, ${NAMES.join(', ')})
  select $1, ${NAMES.map((name) => (name === 'subject_ids' ? 'subject_ids::uuid[]' : name)).join(', ')}
  from unnest(${ARRAYS.map(([, type], i) => `$${i + 2}::${type}[]`).join(', ')}) as e(${NAMES.join(', ')})`;
const FLUSH_MS = 1_000;
const MOST_SUBJECTS = 1_000;

/**
 * Who opened whose rows. What staff, keys and jobs look at is written in the transaction that shows it; a reader's look
 * at their own rows and permission questions are gathered for a second, and that unflushed second counts as a gap.
 */
export class AccessLog {
  private readonly waiting = new Map<string, Entry[]>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly leaves: Leaves,
  ) {}

  /** Writes looks inside the transaction that opened the rows; gives how many entries they left for the ledger. */
  async write(scope: Scope, me: SignedIn, looks: Look[], at = new Date()): Promise<number> {
    return this.insert(
      scope,
      looks.map((look) => ({ ...look, me, at })),
    );
  }

  /** Gathers looks; they are written within a second. */
  gather(me: SignedIn, looks: Look[], at = new Date()) {
    if (!looks.length) return;
    const entries = this.waiting.get(me.libraryId) ?? [];
    entries.push(...looks.map((look) => ({ ...look, me, at })));
    this.waiting.set(me.libraryId, entries);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what is gathered; called before the server stops, too. */
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
        for (let i = 0; i < entries.length; i += 500)
          leaves += await this.insert(scope, entries.slice(i, i + 500));
        return leaves;
      });
      this.leaves.tellWaiting(libraryId, left);
    } catch {
      // The database is away: the entries wait for it, up to a bound that a breach scope counts as a gap.
      const waiting = this.waiting.get(libraryId) ?? [];
      this.waiting.set(libraryId, [...entries, ...waiting].slice(-50_000));
      this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
    }
  }

  private async insert(scope: Scope, entries: Entry[]): Promise<number> {
    const parts = entries.flatMap(inParts);
    if (!parts.length) return 0;
    const looks = parts.map((part) => ({ id: uuidv7(), ...part }));
    const leaves = looks.map((look) => leafOf(scope.libraryId, look));
    const rows = looks.map((look, i) => [...rowOf(look), leaves[i]?.opening ?? null]);
    await scope.tell({
      name: 'access_entries',
      text: INSERTION,
      values: [scope.libraryId, ...ARRAYS.map((_, i) => rows.map((row) => row[i]))],
    });
    const left = leaves.filter((leaf) => leaf !== null);
    if (left.length) await scope.tell(insertionOf(scope.libraryId, left));
    return left.length;
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
