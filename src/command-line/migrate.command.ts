import type { Command } from 'commander';
import { loadConfig } from '../config.js';
import { refuseUnfinished } from '../foundation/backup/restore-gate.js';
import { prepareDatabase } from '../foundation/database/prepare.js';
import { allMigrations } from '../migrations.js';
import { say } from './say.js';

/** `carrel migrate` */
export function migrateCommand(program: Command) {
  program
    .command('migrate')
    .description('bring the schema and its partitions up to date, as a start of the server does too')
    .action(async () => {
      const config = loadConfig();
      const now = new Date();
      const prepared = await prepareDatabase(config, await allMigrations(), now, refuseUnfinished(config));
      await prepared.stop();
      say('The schema is up to date.');
    });
}
