import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { aJob } from '../foundation/access/signed-in.js';
import { FactCheck } from '../foundation/ledger/fact-check.js';
import { LogExport } from '../foundation/ledger/log-export.js';
import { BrokenLog } from '../foundation/ledger/logs.js';
import { PublishedHeads } from '../foundation/ledger/published-heads.js';
import { Sequencer } from '../foundation/ledger/sequencer.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { Progress } from './progress.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Wanted {
  library: string;
  out?: string;
  checkpoint?: string;
}

/** What is done to a library's log beside verifying it: `carrel ledger export`, `check`, `new-generation`. */
export function ledgerLogCommands(ledger: Command) {
  const of = (name: string, description: string) =>
    ledger
      .command(name)
      .description(description)
      .requiredOption('--library <slug>', 'whose log; "platform" for the one that anchors all others');
  of('export', 'write a whole log for anybody to verify; it names nobody')
    .requiredOption('--out <file>', 'where to, such as LIBRARY.log.jsonl')
    .action((wanted: Wanted) => withCarrel((app) => exportLog(app, wanted)));
  of('check', 'hold the rows of the database against the log, and name those that say something else').action(
    (wanted: Wanted) => withCarrel((app) => check(app, wanted)),
  );
  of('new-generation', 'after a restore: end the log that cannot go on, and begin the next one')
    .option(
      '--checkpoint <file>',
      'the last checkpoint published; unset: the one kept beside the erasure ledger',
    )
    .action((wanted: Wanted) => withCarrel((app) => beginGeneration(app, wanted)));
}

async function exportLog(app: INestApplicationContext, { library, out = '' }: Wanted) {
  const libraryId = await app.get(LibrariesService, { strict: false }).logOf(library);
  const bar = new Progress('Exporting', 1);
  let entries = 0;
  const lines = app.get(LogExport).lines(libraryId, (done, of) => {
    entries = done;
    bar.at(done / of);
  });
  await pipeline(Readable.from(lines), createWriteStream(out, { flags: 'wx' }));
  bar.end();
  say(`${out}  ${entries} entries`);
}

async function check(app: INestApplicationContext, { library }: Wanted) {
  const libraryId = await app.get(LibrariesService, { strict: false }).logOf(library);
  let held = 0;
  let wrong = 0;
  const found = app.get(FactCheck).run(aJob('ledger check', libraryId), (rows) => (held = rows));
  for await (const { table, id, why } of found) {
    wrong += 1;
    say(`${table} ${id}: ${SENTENCES[why]}`);
  }
  if (wrong) throw new BrokenLog(`${wrong} of ${held} rows disagree with the ledger.`);
  say(`${held} rows say what the ledger says.`);
}

const SENTENCES = {
  'no entry': 'the ledger holds no entry of it.',
  'another entry': 'what opens its entry was changed, or the entry was.',
  'other words': 'it says something else than it did when it was logged.',
  'no fact': 'nothing was logged of it.',
} as const;

async function beginGeneration(app: INestApplicationContext, { library, checkpoint }: Wanted) {
  const libraryId = await app.get(LibrariesService, { strict: false }).logOf(library);
  const previous = checkpoint
    ? await readFile(checkpoint, 'utf8')
    : await app.get(PublishedHeads).read(libraryId);
  if (previous === null)
    throw new WrongUsage(
      'No checkpoint of this log is kept here: name the last published one with --checkpoint.',
    );
  const origin = await app.get(Sequencer).beginGeneration(libraryId, previous, new Date());
  say(`${origin} goes on from the last checkpoint of the log before it.`);
}
