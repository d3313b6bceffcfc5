import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import { inScope, type Scope } from '../database/scope.js';

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

const COLUMNS = [
  'library_id', 'id', 'at', 'actor_kind', 'actor_id', 'credential_id', 'credential_epoch',
  'route', 'entity', 'subject_ids', 'count', 'bytes', 'request_id',
]; // prettier-ignore
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

  constructor(private readonly pool: Pool) {}

  /** Writes looks inside the transaction that opened the rows. */
  async write(scope: Scope, me: SignedIn, looks: Look[], at = new Date()): Promise<void> {
    await this.insert(
      scope,
      looks.map((look) => ({ ...look, me, at })),
    );
  }

  /** Gathers looks; they are written within a second. */
  gather(me: SignedIn, looks: Look[], at = new Date()) {
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
      await inScope(this.pool, libraryId, async (scope) => {
        for (let i = 0; i < entries.length; i += 500) await this.insert(scope, entries.slice(i, i + 500));
      });
    } catch {
      // The database is away: the entries wait for it, up to a bound that a breach scope counts as a gap.
      const waiting = this.waiting.get(libraryId) ?? [];
      this.waiting.set(libraryId, [...entries, ...waiting].slice(-50_000));
      this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
    }
  }

  private async insert(scope: Scope, entries: Entry[]) {
    const parts = entries.flatMap(inParts);
    if (!parts.length) return;
    const values: unknown[] = [];
    const tuples = parts.map((entry) => {
      const row = rowOf(entry);
      values.push(...row);
      return `(${row.map((_, i) => `$${values.length - row.length + i + 1}`).join(', ')})`;
    });
    await scope.tell({
      text: `insert into access_entry (${COLUMNS.join(', ')}) values ${tuples.join(', ')}`,
      values,
    });
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

function rowOf({ me, at, entity, subjectIds, count, bytes }: Entry): unknown[] {
  const who = [me.kind, me.id, me.credentialId, me.credentialEpoch, me.route];
  return [me.libraryId, uuidv7(), at, ...who, entity, subjectIds, count, bytes, me.requestId];
}
