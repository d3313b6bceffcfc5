import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { aJob } from '../foundation/access/signed-in.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { RetentionReportService } from '../modules/retention/retention-report.service.js';
import { RetentionService } from '../modules/retention/retention.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';

interface Options {
  library?: string;
  dryRun?: boolean;
}

/** `carrel retention` */
export function retentionCommand(program: Command) {
  program
    .command('retention')
    .description(
      'delete what has been kept for as long as its purpose says, as the calendar does every night',
    )
    .option('--dry-run', 'only count what would go, by library and table')
    .option('--library <slug>', 'in one library; else in all')
    .action(retention);
}

async function retention({ library, dryRun = false }: Options) {
  await withCarrel(async (app) => {
    const libraries = app.get(LibrariesService, { strict: false });
    const found = (await libraries.directory()).filter(
      ({ slug }) => library === undefined || slug === library,
    );
    if (library !== undefined && !found.length) await libraries.idOf(library);
    const now = new Date();
    for (const { id, slug } of found) await (dryRun ? count(app, id, slug, now) : run(app, id, slug, now));
  });
}

async function count(app: INestApplicationContext, libraryId: string, slug: string, now: Date) {
  const report = app.get(RetentionReportService, { strict: false });
  const { due, inactive } = await report.dryRun(aJob('retention --dry-run', libraryId), 'en', now);
  for (const { table, purpose, due: rows, waiting } of due)
    say(`${slug}: ${table} (${purpose}): ${rows} due${waiting ? `, ${waiting} of them wait` : ''}`);
  const { toWarn, toWarnAgain, toErase, spared } = inactive;
  say(
    `${slug}: readers without a sign of life: ${toWarn} to be warned, ${toWarnAgain} for the last time, ${toErase} to be erased, ${spared} spared`,
  );
}

async function run(app: INestApplicationContext, libraryId: string, slug: string, now: Date) {
  await app.get(RetentionService, { strict: false }).run(libraryId, now);
  const report = app.get(RetentionReportService, { strict: false });
  const { lastRun, running } = await report.show(aJob('retention', libraryId), 'en', now);
  if (running) say(`${slug}: another run is on its way`);
  else
    say(
      `${slug}: ${JSON.stringify(lastRun?.counts ?? {})}, ${lastRun?.warned ?? 0} warned, ${lastRun?.erased ?? 0} erased`,
    );
}
