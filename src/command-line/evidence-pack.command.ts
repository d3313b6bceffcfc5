import type { Command } from 'commander';
import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { aJob } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { EvidencePacksService } from '../modules/consent/evidence-packs.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Options {
  library: string;
  reader: string;
  out: string;
}

/** `carrel ledger evidence-pack …` */
export function evidencePackCommand(ledger: Command) {
  ledger
    .command('evidence-pack')
    .description(
      'write a ZIP with every receipt of a reader and the library’s log, so that a court can verify consent offline; ' +
        'it works for readers who were erased, as long as their evidence is kept',
    )
    .requiredOption('--library <slug>', 'whose reader it is')
    .requiredOption('--reader <id>', 'the reader’s id')
    .requiredOption('--out <file>', 'where to write it; what is there is not overwritten')
    .action(write);
}

async function write({ library, reader, out }: Options) {
  if (!isLibraryId(reader)) throw new WrongUsage('--reader is an id as it was given, in small letters.');
  if (existsSync(out)) throw new WrongUsage(`There is a file ${out} already. Choose another name.`);
  await withCarrel(async (app) => {
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    const me = aJob('ledger evidence-pack', libraryId);
    const { stream } = await app.get(EvidencePacksService, { strict: false }).of(me, reader, new Date());
    try {
      await pipeline(stream, createWriteStream(out, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await rm(out, { force: true });
      throw error;
    }
  });
  say(`${out} is written. It says itself how it is verified.`);
}
