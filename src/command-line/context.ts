import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { Pool } from 'pg';
import { loadConfig } from '../config.js';
import { refuseUnfinished } from '../foundation/backup/restore-gate.js';
import { refuseUnknownErasures } from '../foundation/backup/unknown-erasures.js';
import { prepareDatabase } from '../foundation/database/prepare.js';
import { ErasureLedger } from '../foundation/records/erasure-ledger.js';
import { Setting } from '../foundation/setting.js';
import { allMigrations } from '../migrations.js';
import { inApplication } from './application.js';

/** Runs a command inside the application, which listens to nothing and works no jobs; a server may run beside it. */
export async function withCarrel<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = { ...loadConfig(), metricsPort: 0 };
  const prepared = await prepareDatabase(config, await allMigrations(), new Date(), refuseUnfinished(config));
  try {
    const setting = new Setting(config, prepared.urls, prepared.root, prepared.isDemo);
    return await inApplication(setting, async (app) => {
      await refuseUnknownErasures(app.get(Pool), app.get(ErasureLedger));
      return work(app);
    });
  } finally {
    await prepared.stop();
  }
}
