import type { INestApplicationContext } from '@nestjs/common';
import { Client, Pool } from 'pg';
import { WrongSetting, type Config } from '../config.js';
import { Restraints } from '../foundation/access/restraints.js';
import { Sessions } from '../foundation/access/sessions.js';
import type { Wanted } from '../foundation/backup/restore-conditions.js';
import { Restore } from '../foundation/backup/restore.js';
import type { OnStep } from '../foundation/backup/restore-steps.js';
import { openDatabase, type Prepared } from '../foundation/database/prepare.js';
import { EpochTick } from '../foundation/encryption/epoch-tick.js';
import { librariesOf } from '../foundation/encryption/epochs.js';
import { AfterRestore } from '../foundation/ledger/after-restore.js';
import { PublishedHeads } from '../foundation/ledger/published-heads.js';
import { Sequencer } from '../foundation/ledger/sequencer.js';
import { Outbox } from '../foundation/mail/outbox.js';
import { Setting } from '../foundation/setting.js';
import { allMigrations } from '../migrations.js';
import { NewslettersService } from '../modules/conversations/newsletters.service.js';
import { ErasureReplayService } from '../modules/data-subject-requests/erasure-replay.service.js';
import { SendingService } from '../modules/incidents/communications/sending.service.js';
import { inApplication } from './application.js';

/** What a restore came to. */
export interface Restored {
  /** People of the erasure ledger whom the backup had brought back. */
  erasedAgain: number;
  /** Letters that wait for a person's word. */
  heldLetters: number;
}

type Inside = (app: INestApplicationContext) => Promise<void>;

/**
 * Restores a backup, or finishes what Postgres's own tools put back, and opens the gate at the end: data, keys, then what
 * needs the application. `inside` looks at what came of it before the gate opens. A kill anywhere is made good by the
 * same call.
 */
export async function runRestore(
  config: Config,
  wanted: Wanted,
  now: Date,
  { onStep = () => undefined, inside = () => Promise.resolve() }: { onStep?: OnStep; inside?: Inside } = {},
): Promise<Restored> {
  const prepared = await openDatabase(config);
  const client = new Client({ connectionString: ownerUrl(prepared) });
  try {
    await client.connect();
    const target = { ...config, ...prepared, migrations: await allMigrations() };
    const restore = new Restore(target, wanted, client, onStep);
    await restore.run(now);
    const setting = new Setting({ ...config, metricsPort: 0 }, prepared.urls, prepared.root, prepared.isDemo);
    const restored = await inApplication(setting, async (app) => {
      const done = await finish(app, restore, onStep, now);
      await inside(app);
      return done;
    });
    await restore.open();
    return restored;
  } finally {
    await client.end();
    await prepared.stop();
  }
}

/** What needs the application: nothing is sent, nobody is signed in, whoever was erased is erased, logs go on anew. */
async function finish(
  app: INestApplicationContext,
  { steps, gate }: Restore,
  onStep: OnStep,
  now: Date,
): Promise<Restored> {
  const libraries = await librariesOf(app.get(Pool));
  let erasedAgain = 0;
  await steps.once('voided', () => voidAll(app, libraries));
  await steps.once('replayed', async () => {
    const replay = app.get(ErasureReplayService, { strict: false });
    for (const id of libraries) erasedAgain += await replay.run(id, now, () => onStep('replaying'));
  });
  await steps.once('indexed', () => app.get(EpochTick).settle());
  await steps.once('generations', async () => {
    const since = new Date((await gate.unfinished())?.startedAt ?? now);
    const logs = new AfterRestore(app.get(Pool), app.get(Sequencer), app.get(PublishedHeads));
    for (const id of libraries) await logs.goOn(id, since, now);
  });
  let heldLetters = 0;
  for (const id of libraries) heldLetters += await app.get(Outbox).held(id);
  return { erasedAgain, heldLetters };
}

async function voidAll(app: INestApplicationContext, libraries: string[]) {
  await app.get(Sessions).endAll();
  // A backup of a library that was read-only: whoever was erased since has to be erased from it again.
  for (const id of libraries) await app.get(Restraints).liftWhole(id, 'read-only');
  for (const id of libraries) {
    await app.get(Outbox).hold(id);
    await app.get(NewslettersService, { strict: false }).hold(id);
    await app.get(SendingService, { strict: false }).hold(id);
  }
}

function ownerUrl({ urls }: Prepared): string {
  if (urls.owner && urls.maintenance) return urls.owner;
  throw new WrongSetting(
    'DATABASE_OWNER_URL and DATABASE_MAINTENANCE_URL are needed here, beside DATABASE_URL.',
  );
}
