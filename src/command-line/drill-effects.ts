import type { INestApplicationContext } from '@nestjs/common';
import { Session } from '../foundation/access/session.entity.js';
import { aJob } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { Letter } from '../foundation/mail/letter.entity.js';
import { Records } from '../foundation/records/records.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';

/** What a live incident would have changed, counted over all libraries. */
export interface Effects {
  letters: number;
  endedSessions: number;
}

/** Counts what stands now; the difference of two counts is what came between. */
export async function effectsIn(app: INestApplicationContext): Promise<Effects> {
  const directory = await app.get(LibrariesService, { strict: false }).directory();
  const effects: Effects = { letters: 0, endedSessions: 0 };
  for (const id of [PLATFORM, ...directory.map((one) => one.id)])
    await app.get(Records).in(aJob('incident drill', id), async (db) => {
      effects.letters += await db.count(Letter, {});
      effects.endedSessions += (await db.count(Session, {})) - (await db.count(Session, { revokedAt: null }));
    });
  return effects;
}

/** Says what came between two counts. */
export function saidOf(before: Effects, after: Effects): string {
  const letters = after.letters - before.letters;
  const sessions = after.endedSessions - before.endedSessions;
  return `letters written: ${letters}, sessions ended: ${sessions}`;
}
