import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { aJob } from '../../../foundation/access/signed-in.js';
import { DataMap } from '../../../foundation/data-map/data-map.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../../foundation/database/queue.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { AccessLog } from '../../../foundation/records/access-log.js';
import { BEAT_MS } from '../../../foundation/records/access-log-run.js';
import { AccessLogRun } from '../../../foundation/records/access-log-run.entity.js';
import { canariesOf } from '../../../foundation/records/canaries.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { bound } from '../bound.js';
import { LAPSED_GROUNDS } from '../grounds/wake.js';
import { bandNumber, BANDS, intervalOf } from './bands.js';
import { coverageOf, isStillWriting, merged, type Run } from './coverage.js';
import { categoriesOf, type Findings } from './findings.js';
import type { Asked } from './matches.js';
import { SCOPE_COUNTRIES } from './scope-countries.service.js';
import { BreachScope, ScopeQuestion } from './scope.entity.js';
import { findingStatement, FREEZING, openedStatement, ROOM, type Beside } from './scope-sql.js';
import { reachOf } from './reach.js';

export const SCOPES = 'scopes';

/**
 * Answers a question about one library, in one transaction: a kill anywhere leaves it waiting, and two instances cannot
 * answer it both. Nothing is loaded but counts: the database bands the readers and freezes their list.
 */
@Injectable()
export class ScopeStepsService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly log: AccessLog,
  ) {}

  /** Answers a question that waits. Where another process may still write looks of the window, a moment later. */
  async answer({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    await this.log.settle();
    const runs = await this.records.in(aJob(SCOPES, PLATFORM), (db) => everyRun(db));
    await this.records.in(aJob(SCOPES, libraryId), async (db) => {
      const asked = await waiting(db, id);
      if (!asked) return;
      const to = new Date(asked.question.to);
      if (runs.some((run) => isStillWriting(run, to, now)))
        return db.wake(SCOPES, id, new Date(now.getTime() + BEAT_MS));
      await this.find(db, asked, runs, now);
      await db.update(ScopeQuestion, { id, state: 'waiting' }, { state: 'answered' });
      await db.wake(LAPSED_GROUNDS, asked.incidentId);
    });
  }

  /** Questions that wait and for which no wake-up may be left. */
  async due(libraryId: string): Promise<string[]> {
    const waiting = await this.records.in(aJob(SCOPES, libraryId), (db) =>
      db.all(ScopeQuestion, { state: 'waiting' }),
    );
    return waiting.map(({ id }) => id);
  }

  /** Lets go of lists that were frozen 36 months ago; their numbers stay in the register. */
  async expire(libraryId: string, now: Date): Promise<void> {
    await this.records.in(aJob(SCOPES, libraryId), (db) =>
      db.tell(
        `delete from breach_scope_part p using breach_scope s
         where p.library_id = $1 and s.library_id = $1 and s.id = p.scope_id and s.answered_at < $2::timestamptz - interval '36 months'`,
        [libraryId, now],
      ),
    );
  }

  private async find(db: Rows, question: Opened<ScopeQuestion>, runs: Run[], now: Date) {
    const { incidentId, mode, askedAt, askedBy } = question;
    const asked = this.askedOf(db, question);
    const { named, only, isUnlogged } = await reachOf(db, this.map, asked);
    const { gaps, permille } = coverageOf(asked, await firstEntry(db), runs, now);
    const silent = isUnlogged ? [asked] : merged(gaps);
    const scopeId = uuidv7();
    await db.tell(ROOM, []);
    const opened = await openedIn(db, asked);
    const list = await frozen(db, asked, scopeId, { named, silent, only, canaries: await canariesOf(db) });
    const isOpen = isUnlogged || list.surest.possible > 0 || named.length > 0;
    const sum = (bands: string[]) =>
      opened.filter(({ band }) => bands.includes(band)).reduce((all, { records }) => all + records, 0);
    const { content, contentHash } = bound<Findings>({
      question: question.question,
      opened,
      categories: categoriesOf(this.map, opened, isOpen),
      records: { confirmed: sum(['confirmed']), probable: sum(['confirmed', 'probable']) },
      gaps: gaps.map(({ cause, from, to }) => ({ cause, from: from.toISOString(), to: to.toISOString() })),
      listHash: list.hash,
    });
    await db.insert(BreachScope, {
      id: scopeId,
      incidentId,
      questionId: question.id,
      mode,
      version: (await db.count(BreachScope, { incidentId })) + 1,
      askedAt,
      askedBy,
      answeredAt: now,
      ...intervalOf(list.surest),
      permille: isUnlogged ? 0 : permille,
      findings: content,
      contentHash,
    });
    await db.wake(SCOPE_COUNTRIES, scopeId);
  }

  private askedOf(db: Rows, { question }: Opened<ScopeQuestion>): Asked {
    const { kind, of, epoch, from, to } = question;
    const isAddress = kind === 'address' && of !== null;
    return {
      libraryId: db.me.libraryId,
      kind,
      of: isAddress ? this.log.hashOf(of) : of,
      epoch,
      from: new Date(from),
      to: new Date(to),
    };
  }
}

/** The question, locked; null when it is answered, or another instance is at it. */
async function waiting(db: Rows, id: string): Promise<Opened<ScopeQuestion> | null> {
  const { rowCount } = await db.tell(
    `select 1 from scope_question where library_id = $1 and id = $2 and state = 'waiting' for update skip locked`,
    [db.me.libraryId, id],
  );
  return rowCount ? db.find(ScopeQuestion, { id }) : null;
}

async function everyRun(db: Rows): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of db.each(AccessLogRun, {})) runs.push(run);
  return runs;
}

async function firstEntry(db: Rows): Promise<Date | null> {
  const { rows } = await db.tell('select at from access_entry where library_id = $1 order by at limit 1', [
    db.me.libraryId,
  ]);
  return rows[0]?.at instanceof Date ? rows[0].at : null;
}

async function openedIn(db: Rows, asked: Asked): Promise<Findings['opened']> {
  const { text, values } = openedStatement(asked);
  const { rows } = await db.tell(text, values ?? []);
  return rows.map((row) => ({
    band: row.isExact === true ? 'confirmed' : 'probable',
    table: String(row.table),
    entries: Number(row.entries),
    records: Number(row.records),
    bytes: Number(row.bytes),
  }));
}

/** Freezes the list; gives how many readers have which surest band, and the hash over the list's parts in their order. */
async function frozen(db: Rows, asked: Asked, scopeId: string, beside: Beside) {
  const { text, values } = findingStatement(asked, beside);
  await db.tell(text, values ?? []);
  const { rows } = await db.tell(FREEZING, [asked.libraryId, scopeId]);
  const parts = rows
    .map(({ band, place, readers, hash }) => ({
      band: Number(band),
      place: Number(place),
      readers: Number(readers),
      hash: Buffer.isBuffer(hash) ? hash : Buffer.alloc(0),
    }))
    .sort((a, b) => a.band - b.band || a.place - b.place);
  const of = (band: number) =>
    parts.filter((part) => part.band === band).reduce((sum, { readers }) => sum + readers, 0);
  const digest = createHash('sha256');
  for (const { hash } of parts) digest.update(hash);
  const [confirmed = 0, probable = 0, possible = 0] = BANDS.map((band) => of(bandNumber(band)));
  return { surest: { confirmed, probable, possible }, hash: digest.digest('hex') };
}
