import type { Rows } from '../../../foundation/records/rows.js';
import type { Addressee, BreachLetterState } from './communication.entity.js';

/** A letter in an instance's hands. */
export interface ClaimedLetter {
  id: string;
  readerId: string;
  addressee: Addressee;
  attempts: number;
  isDoubtful: boolean;
  /** It was never tried, nor given a minute of its domain. */
  isNew: boolean;
}

/** A letter as it stands after a try. */
export interface Settled {
  letter: ClaimedLetter;
  state: Exclude<BreachLetterState, 'claimed' | 'recorded'>;
  attempts: number;
  isDoubtful: boolean;
  nextAttemptAt: Date;
}

/**
 * Takes letters that are due, until `lease`. One that was claimed and never settled was in a killed instance's hands: it
 * may have left, and is doubtful from here on.
 */
export async function claimLetters(
  db: Rows,
  communicationId: string,
  { most, now, lease }: { most: number; now: Date; lease: Date },
): Promise<ClaimedLetter[]> {
  const { rows } = await db.tell(
    // Materialised: inside a join the list would be taken anew for every row, and with it ever more letters. Joined by id
    // alone: before the table is analysed any other key looks as good, and finds all letters of the communication.
    `with due as materialized (
       select id, state from breach_letter
       where library_id = $1 and communication_id = $2 and state in ('pending', 'claimed', 'deferred')
         and next_attempt_at <= $3
       order by next_attempt_at limit $5 for update skip locked)
     update breach_letter l set state = 'claimed', attempts = l.attempts + 1, next_attempt_at = $4,
       is_doubtful = l.is_doubtful or due.state = 'claimed'
     from due
     where l.library_id = $1 and l.id = due.id
     returning l.reader_id as "readerId", l.addressee, l.id, l.attempts,
       l.is_doubtful as "isDoubtful", due.state = 'pending' as "isNew"`,
    [db.me.libraryId, communicationId, now, lease, most],
  );
  return rows as unknown as ClaimedLetter[];
}

/** Writes down how letters went; one whose lease ran out belongs to somebody else by now. */
export async function settleLetters(db: Rows, settled: Settled[], now: Date): Promise<void> {
  const list = <T>(of: (one: Settled) => T) => settled.map(of);
  await db.tell(
    `update breach_letter l set state = s.state, attempts = s.attempts, is_doubtful = s.is_doubtful,
       next_attempt_at = s.next_attempt_at,
       settled_at = case when s.state in ('pending', 'deferred') then null else $2::timestamptz end
     from unnest($3::uuid[], $4::int[], $5::text[], $6::int[], $7::boolean[], $8::timestamptz[])
       as s (id, was, state, attempts, is_doubtful, next_attempt_at)
     where l.library_id = $1 and l.id = s.id and l.state = 'claimed' and l.attempts = s.was`,
    [
      db.me.libraryId,
      now,
      list(({ letter }) => letter.id),
      list(({ letter }) => letter.attempts),
      list(({ state }) => state),
      list(({ attempts }) => attempts),
      list(({ isDoubtful }) => isDoubtful),
      list(({ nextAttemptAt }) => nextAttemptAt),
    ],
  );
}

/** When the next letter is due that is not settled; null where all are. */
export async function nextDue(db: Rows, communicationId: string): Promise<Date | null> {
  const { rows } = await db.tell(
    `select min(next_attempt_at) as at from breach_letter
     where library_id = $1 and communication_id = $2 and state in ('pending', 'claimed', 'deferred')`,
    [db.me.libraryId, communicationId],
  );
  const [row] = rows as { at: Date | null }[];
  return row?.at ?? null;
}

/** Notes once that every letter was tried. */
export async function noteTried(db: Rows, id: string, now: Date): Promise<void> {
  await db.tell(
    `update breach_communication set tried_at = $3
     where library_id = $1 and id = $2 and tried_at is null and not exists (
       select 1 from breach_letter where library_id = $1 and communication_id = $2
         and (state = 'pending' or state = 'claimed' and attempts = 1 or state = 'deferred' and attempts = 0))`,
    [db.me.libraryId, id, now],
  );
}

/** Ends a communication whose letters are all settled, with its totals; true for who ended it. */
export async function finish(db: Rows, id: string, now: Date): Promise<boolean> {
  // A late bounce may be counted this moment: what is counted here is counted after it, or the other way round.
  await lockCommunication(db, id);
  const { rowCount } = await db.tell(
    `update breach_communication c set state = 'sent', finished_at = $3, lease_until = null, recorded = 0,
       accepted = t.accepted, bounced = t.bounced, unreachable = t.unreachable, ambiguous = t.ambiguous
     from (select count(*) filter (where state = 'accepted') as accepted,
             count(*) filter (where state = 'bounced') as bounced,
             count(*) filter (where state = 'unreachable') as unreachable,
             count(*) filter (where state = 'ambiguous') as ambiguous,
             count(*) filter (where state in ('pending', 'claimed', 'deferred')) as open
           from breach_letter where library_id = $1 and communication_id = $2) t
     where c.library_id = $1 and c.id = $2 and c.state = 'sending' and t.open = 0`,
    [db.me.libraryId, id, now],
  );
  return rowCount === 1;
}

/** Has whoever else counts the letters of a communication wait until this transaction ends. */
export async function lockCommunication(db: Rows, id: string): Promise<void> {
  await db.tell('select 1 from breach_communication where library_id = $1 and id = $2 for update', [
    db.me.libraryId,
    id,
  ]);
}

/**
 * Marks letters as bounced that a server had taken, or may have; tells how many, and which of the ids stand as bounced
 * now. The totals of a communication that has ended follow in the same transaction.
 */
export async function bounceLetters(db: Rows, communicationId: string, ids: string[], now: Date) {
  const { libraryId } = db.me;
  await lockCommunication(db, communicationId);
  const { rowCount } = await db.tell(
    `update breach_letter set state = 'bounced', settled_at = $4
     where library_id = $1 and communication_id = $2 and id = any($3::uuid[]) and state in ('accepted', 'ambiguous')`,
    [libraryId, communicationId, ids, now],
  );
  await db.tell(
    `update breach_communication c set accepted = t.accepted, bounced = t.bounced, ambiguous = t.ambiguous
     from (select count(*) filter (where state = 'accepted') as accepted,
             count(*) filter (where state = 'bounced') as bounced,
             count(*) filter (where state = 'ambiguous') as ambiguous
           from breach_letter where library_id = $1 and communication_id = $2) t
     where c.library_id = $1 and c.id = $2 and c.state = 'sent' and c.mode = 'live'`,
    [libraryId, communicationId],
  );
  const { rows } = await db.tell(
    `select id from breach_letter
     where library_id = $1 and communication_id = $2 and id = any($3::uuid[]) and state = 'bounced'`,
    [libraryId, communicationId, ids],
  );
  return { moved: rowCount ?? 0, known: new Set(rows.map((row) => String(row.id))) };
}
