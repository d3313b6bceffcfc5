import { PLATFORM } from '../database/scope.js';
import { signInFirst } from '../http/problem.js';
import type { Claims } from './access-token.js';
import type { Teller } from './teller.js';

/** Who is asked about, and the library they act in, where that is another than their own. */
interface Whose {
  libraryId: string;
  subjectId: string;
  actsIn?: string | undefined;
}

/** The epochs as they are stored; null: there is no such library or person. */
export interface EpochsNow {
  platform: number;
  library: number | null;
  subject: number | null;
  signsIn: boolean;
}

/** The condition that no epoch was raised since a session was opened, so that it may still give new tokens. */
export const opensStill = (session: string) => `(${session}.opened_epochs is null or not exists (
  select 1 from library_directory p, library_directory l, subject u
  where p.id = '${PLATFORM}' and l.id = coalesce(${session}.acts_in, ${session}.library_id)
    and u.library_id = ${session}.library_id and u.id = ${session}.subject_id
    and (p.token_epoch > ${session}.opened_epochs[1] or l.token_epoch > ${session}.opened_epochs[2]
      or u.token_epoch > ${session}.opened_epochs[3])))`;

/** The epochs that a session of a person would be opened under; of nobody the last is 0, after the same work. */
export async function epochsFor(db: Teller, { libraryId, subjectId, actsIn }: Whose): Promise<Claims['ep']> {
  const { platform, library, subject } = await epochsNow(db, { libraryId, subjectId, actsIn });
  return [platform, library ?? 0, subject ?? 0];
}

/** The epochs that a session was opened under, for the one that takes its place. @throws 401 for one that has ended */
export async function epochsOf(
  db: Teller,
  libraryId: string,
  sessionId: string | null,
): Promise<Claims['ep'] | undefined> {
  const { rows } = await db.tell(
    `select opened_epochs from session where library_id = $1 and id = $2 and revoked_at is null and ${opensStill('session')}`,
    [libraryId, sessionId],
  );
  const [row] = rows as { opened_epochs: Claims['ep'] | null }[];
  if (!row) throw signInFirst();
  return row.opened_epochs ?? undefined;
}

/** The epochs as they are stored, and whether the person may be signed in. */
export async function epochsNow(db: Teller, { libraryId, subjectId, actsIn }: Whose): Promise<EpochsNow> {
  const { rows } = await db.tell(
    `select (select token_epoch from library_directory where id = $1) as platform,
            (select token_epoch from library_directory where id = $2) as library,
            (select token_epoch from subject where library_id = $3 and id = $4) as subject,
            exists (select 1 from subject where library_id = $3 and id = $4
              and state not in ('erasing', 'erased') and quarantined_at is null) as "signsIn"`,
    [PLATFORM, actsIn ?? libraryId, libraryId, subjectId],
  );
  return rows[0] as unknown as EpochsNow;
}
