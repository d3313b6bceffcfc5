import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { conflict } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { ReaderLinesService, type NamedReader } from '../accounts/reader-lines.service.js';
import { ERASURES } from './erasure-beginning.service.js';
import { ErasureList, ErasureListLine, type LineVerdict } from './erasure-list.entity.js';
import { ErasureRequestsService } from './erasure-requests.service.js';

const UNCONFIRMED_MS = 86_400_000;
const KEPT_MS = 30 * 86_400_000;
const AT_ONCE = 500;

/** Files of readers to erase: what would happen is told for each line first, and an owner confirms it. */
@Injectable()
export class ErasureListsService {
  constructor(
    private readonly records: Records,
    private readonly lines: ReaderLinesService,
    private readonly requests: ErasureRequestsService,
  ) {}

  /** Looks at every line and erases nobody. Only line numbers and ids are kept, for a day. @throws 422 */
  async check(me: SignedIn, file: Readable, now: Date): Promise<{ id: string }> {
    const named = await this.lines.in(me, file);
    return this.records.in(me, async (db) => {
      const id = await db.insert(ErasureList, {
        state: 'checked',
        madeAt: now,
        madeBy: me.kind === 'staff' ? me.id : null,
        expiresAt: new Date(now.getTime() + UNCONFIRMED_MS),
      });
      const seen = new Set<string>();
      for (let i = 0; i < named.length; i += AT_ONCE)
        await this.enter(db, id, named.slice(i, i + AT_ONCE), seen);
      return { id };
    });
  }

  /** How many lines there are of each kind, and how far they are. @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => {
      const { state, madeAt, confirmedAt, expiresAt } = await db.get(ErasureList, { id });
      const verdicts = await tally(db, id, 'verdict');
      const progress = await tally(db, id, 'state');
      return { id, state, madeAt, confirmedAt, expiresAt, verdicts, progress };
    });
  }

  /** The library's lists, the latest first. */
  async list(me: SignedIn, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(ErasureList, {}, { ...page, order: 'newest' });
      const shown = items.map(({ id, state, madeAt, confirmedAt, expiresAt }) => {
        return { id, state, madeAt, confirmedAt, expiresAt };
      });
      return { items: shown, next };
    });
  }

  /** Its lines in the order of the file. @throws 404 */
  async linesOf(me: SignedIn, listId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      await db.get(ErasureList, { id: listId });
      const { items, next } = await db.page(ErasureListLine, { listId }, page);
      const shown = items.map(({ id, line, subjectId, verdict, state }) => {
        return { id, line, reader: subjectId, verdict, state };
      });
      return { items: shown, next };
    });
  }

  /**
   * Has everyone erased whom its lines found; from here on it goes on by itself. Asked again, nothing happens twice.
   * @throws 404; 403 above twenty a day without an owner's second factor; 409 where it was confirmed before
   */
  async confirm(me: SignedIn, id: string, code: string | undefined, now: Date) {
    const { progress } = await this.show(me, id);
    await this.requests.demandForMany(me, progress.waiting ?? 0, code, now);
    await this.records.in(me, async (db) => {
      const confirmed = {
        state: 'confirmed',
        confirmedAt: now,
        confirmedBy: me.kind === 'staff' ? me.id : null,
        expiresAt: new Date(now.getTime() + KEPT_MS),
        nextAttemptAt: now,
      } as const;
      if (!(await db.update(ErasureList, { id, state: 'checked' }, confirmed))) throw confirmedAlready();
      await db.wake(ERASURES, id);
    });
    return this.show(me, id);
  }

  /** Throws a list away that nobody has confirmed. @throws 404; 409 */
  async discard(me: SignedIn, id: string): Promise<void> {
    await this.records.in(me, async (db) => {
      await db.get(ErasureList, { id });
      if (!(await db.delete(ErasureList, { id, state: 'checked' }))) throw confirmedAlready();
      await db.delete(ErasureListLine, { listId: id });
    });
  }

  private async enter(db: Rows, listId: string, named: NamedReader[], seen: Set<string>) {
    const standing = await standingOf(
      db,
      named.flatMap(({ readerId }) => readerId ?? []),
    );
    const rows = named.map(({ line, readerId: subjectId, isReadable }) => {
      const isDoubled = subjectId !== null && seen.has(subjectId);
      if (subjectId !== null) seen.add(subjectId);
      const verdict = verdictOf({ subjectId, isReadable, isDoubled }, standing);
      const isWanted = verdict === 'found' || verdict === 'held';
      return {
        id: uuidv7(),
        listId,
        line,
        subjectId,
        verdict,
        state: isWanted ? 'waiting' : 'none',
      } as const;
    });
    await db.insertMany(ErasureListLine, rows);
  }
}

interface Standing {
  held: Set<string>;
  waiting: Set<string>;
}

function verdictOf(
  line: { subjectId: string | null; isReadable: boolean; isDoubled: boolean },
  { held, waiting }: Standing,
): LineVerdict {
  if (!line.isReadable) return 'unreadable';
  if (line.subjectId === null) return 'unknown';
  if (line.isDoubled) return 'doubled';
  if (waiting.has(line.subjectId)) return 'waiting';
  return held.has(line.subjectId) ? 'held' : 'found';
}

async function standingOf(db: Rows, ids: string[]): Promise<Standing> {
  const about = [db.me.libraryId, ids];
  const held = await db.tell(
    'select subject_id as id from legal_hold where library_id = $1 and subject_id = any($2::uuid[]) and lifted_at is null',
    about,
  );
  const waiting = await db.tell(
    `select subject_id as id from waiting_erasure where library_id = $1 and subject_id = any($2::uuid[])
     union select id from subject where library_id = $1 and id = any($2::uuid[]) and state = 'erasing'`,
    about,
  );
  const setOf = ({ rows }: { rows: Record<string, unknown>[] }) => new Set(rows.map(({ id }) => String(id)));
  return { held: setOf(held), waiting: setOf(waiting) };
}

async function tally(db: Rows, id: string, column: 'verdict' | 'state'): Promise<Record<string, number>> {
  const { rows } = await db.tell(
    `select ${column} as key, count(*)::int as count from erasure_list_line where library_id = $1 and list_id = $2 group by 1`,
    [db.me.libraryId, id],
  );
  return Object.fromEntries(rows.map(({ key, count }) => [String(key), Number(count)]));
}

const confirmedAlready = () =>
  conflict('confirmed', 'This list was confirmed and is being carried out. Look at its progress.');
