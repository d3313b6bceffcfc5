import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { Rows } from '../../../foundation/records/rows.js';
import type { BreachCommunication } from './communication.entity.js';

/** How many letters of a communication stand how; every frozen one is in exactly one of the others. */
export interface Totals {
  frozen: number;
  /** Not settled yet: before their first try, in somebody's hands, or to be tried again. */
  pending: number;
  accepted: number;
  bounced: number;
  unreachable: number;
  ambiguous: number;
  /** Of a drill. */
  recorded: number;
  /** Of all: those that may have come twice. */
  perhapsTwice: number;
  /** Readers of whom at least one letter, their own or the guardian's, was accepted. */
  readersInformed: number;
}

const NONE: Totals = {
  frozen: 0, pending: 0, accepted: 0, bounced: 0, unreachable: 0, ambiguous: 0, recorded: 0, perhapsTwice: 0,
  readersInformed: 0,
}; // prettier-ignore

/** Counts the letters as they stand; one statement, so that the sum is true at one instant. */
export async function totalsOf(db: Rows, { id, approvedAt }: Opened<BreachCommunication>): Promise<Totals> {
  if (!approvedAt) return NONE;
  const { rows } = await db.tell(
    `select count(*)::int as frozen,
       count(*) filter (where state in ('pending', 'claimed', 'deferred'))::int as pending,
       count(*) filter (where state = 'accepted')::int as accepted,
       count(*) filter (where state = 'bounced')::int as bounced,
       count(*) filter (where state = 'unreachable')::int as unreachable,
       count(*) filter (where state = 'ambiguous')::int as ambiguous,
       count(*) filter (where state = 'recorded')::int as recorded,
       count(*) filter (where is_doubtful)::int as "perhapsTwice",
       count(distinct reader_id) filter (where state = 'accepted')::int as "readersInformed"
     from breach_letter where library_id = $1 and communication_id = $2`,
    [db.me.libraryId, id],
  );
  return { ...NONE, ...(rows[0] as Partial<Totals> | undefined) };
}

/** What the authority is told of the letters to the readers: how many, when, and how many were not reached. */
export async function communicationAnswer(
  db: Rows,
  communications: Opened<BreachCommunication>[],
): Promise<string | undefined> {
  const told: string[] = [];
  for (const one of communications.filter(({ approvedAt }) => approvedAt)) {
    const { frozen, readersInformed, pending, bounced, unreachable, ambiguous } = await totalsOf(db, one);
    const open = pending ? `, ${pending} under way` : '';
    told.push(
      `Letters approved ${at(one.approvedAt)}, the first accepted ${at(one.firstAt)}, each tried by ${at(one.triedAt)}: ` +
        `${readersInformed} readers informed by ${frozen} letters; ${bounced} bounced, ${unreachable} unreachable, ` +
        `${ambiguous} uncertain${open}`,
    );
  }
  return told.join('. ') || undefined;
}

const at = (moment: Date | null) => moment?.toISOString() ?? 'not yet';
