import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { PLATFORM } from '../foundation/database/scope.js';
import { LogStates, type LogState } from '../foundation/ledger/log-states.js';
import { Sequencing } from '../foundation/ledger/sequencing.js';
import { TimeStamping } from '../foundation/ledger/time-stamping.js';
import { LedgerAnchorsService } from '../modules/libraries/ledger-anchors.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';

const UNSTAMPED = 'no time-stamps: LEDGER_TIMESTAMP_URL is not set';

/** `carrel ledger status` and `carrel ledger anchor` */
export function ledgerAnchorsCommands(ledger: Command) {
  ledger
    .command('status')
    .description('how far each log is, what waits, and who outside knows of it')
    .action(() => withCarrel(status));
  ledger
    .command('anchor')
    .description('have what has grown time-stamped and mailed now, whatever the calendar says')
    .action(() => withCarrel(anchor));
}

async function status(app: INestApplicationContext) {
  if (!app.get(TimeStamping).hasAuthority) say(UNSTAMPED);
  const libraries = await app.get(LibrariesService, { strict: false }).directory();
  for (const { id, slug } of [{ id: PLATFORM, slug: 'platform' }, ...libraries])
    say(describe(slug, await app.get(LogStates).of(id)));
}

async function anchor(app: INestApplicationContext) {
  const now = new Date();
  const libraries = await app.get(LibrariesService, { strict: false }).directory();
  // So that the platform's checkpoint stands for every entry until now.
  await app.get(Sequencing).sweep(
    libraries.map(({ id }) => id),
    now,
  );
  const { isTimeStamped, letters } = await app.get(LedgerAnchorsService, { strict: false }).run(now, true);
  if (!app.get(TimeStamping).hasAuthority) say(UNSTAMPED);
  else say(isTimeStamped ? 'time-stamped: platform' : 'not time-stamped: the log has not grown');
  say(`letters to data protection officers: ${letters}`);
}

function describe(
  slug: string,
  { origin, size, waiting, checkpointAt, published, anchors }: LogState,
): string {
  const last = (kind: string) => {
    const found = anchors.find((one) => one.kind === kind);
    return found ? `${kind} ${found.size} at ${minute(found.at)}` : `${kind} never`;
  };
  return [
    `${slug}  ${origin ?? 'no log yet'}`,
    `  entries ${size}, waiting ${waiting}, last checkpoint ${checkpointAt ? minute(checkpointAt) : 'never'}`,
    `  published ${published ? `${published.size} of ${published.origin}` : 'never'}`,
    `  ${slug === 'platform' ? last('time-stamp') : last('mail')}`,
  ].join('\n');
}

function minute(instant: Date): string {
  return instant.toISOString().slice(0, 16).replace('T', ' ');
}
