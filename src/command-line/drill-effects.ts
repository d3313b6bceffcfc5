import type { INestApplicationContext } from '@nestjs/common';
import { aJob } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { Records } from '../foundation/records/records.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';

/** What a live incident would have changed, counted over all libraries. */
export interface Effects {
  letters: number;
  epochs: number;
  endedSessions: number;
  restraints: number;
}

/** Letters that may leave, whatever table they wait in; epochs of tokens and sessions ended; freezes and pauses that stand. */
const COUNTS = `
  select (select count(*) from letter where library_id = $1)
       + (select count(*) from breach_letter where library_id = $1 and state <> 'recorded') as letters,
         (select token_epoch from library_directory where id = $1) as epochs,
         (select count(*) from session where library_id = $1 and revoked_at is not null) as "endedSessions",
         (select cardinality(restraints) from library_directory where id = $1) as restraints`;

/** Counts what stands now; the difference of two counts is what came between. */
export async function effectsIn(app: INestApplicationContext): Promise<Effects> {
  const directory = await app.get(LibrariesService, { strict: false }).directory();
  const effects: Effects = { letters: 0, epochs: 0, endedSessions: 0, restraints: 0 };
  for (const id of [PLATFORM, ...directory.map((one) => one.id)]) {
    const [counted] = await app
      .get(Records)
      .in(aJob('incident drill', id), async (db) => (await db.tell(COUNTS, [id])).rows);
    for (const name of NAMES) effects[name] += Number(counted?.[name] ?? 0);
  }
  return effects;
}

const NAMES = ['letters', 'epochs', 'endedSessions', 'restraints'] as const;

/** Says what came between two counts. */
export function saidOf(before: Effects, after: Effects): string {
  const more = (name: keyof Effects) => after[name] - before[name];
  return `letters written: ${more('letters')}, epochs raised: ${more('epochs')}, sessions ended: ${more('endedSessions')}, freezes: ${more('restraints')}`;
}
