import type { Command } from 'commander';
import { createReadStream } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { aJob } from '../foundation/access/signed-in.js';
import { ImportService } from '../modules/accounts/import.service.js';
import { ErasureListStepsService } from '../modules/data-subject-requests/erasure-list-steps.service.js';
import { ErasureListsService } from '../modules/data-subject-requests/erasure-lists.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { sizeOf } from './file-size.js';
import { Progress } from './progress.js';
import { say } from './say.js';

/** `carrel readers …` */
export function readersCommands(program: Command) {
  const readers = program.command('readers').description('the readers of a library');
  readers
    .command('erase')
    .description(
      'erase the readers that a CSV file names by id or e-mail address. Without --confirm every line is looked at and ' +
        'nobody is erased; of the file only line numbers and ids are kept. A running server carries the erasures out.',
    )
    .requiredOption('--library <slug>', 'whose readers they are')
    .requiredOption('--file <path>', 'the CSV file')
    .option('--confirm', 'erase whom the file finds')
    .option('--code <code>', 'a code of an owner’s authenticator, above twenty readers a day')
    .action(eraseReaders);
  readers
    .command('import <file>')
    .description(
      'import readers from a CSV file whose first line names the columns (email, name, country, birth date, language). ' +
        'They consent to nothing by it, and claim their account themselves. Lines that cannot be imported are printed with ' +
        'the reason, the rest is imported; a run that was interrupted is made good by running it again.',
    )
    .requiredOption('--library <slug>', 'whose readers they are')
    .action(importReaders);
}

async function importReaders(path: string, { library }: { library: string }) {
  const size = sizeOf(path);
  await withCarrel(async (app) => {
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    const file = createReadStream(path);
    const bar = new Progress('Importing', size);
    const counts = await app.get(ImportService, { strict: false }).readers(libraryId, file, new Date(), {
      rejected: ({ line, reason }) => say(`line ${line}: ${reason}`),
      imported: () => bar.at(file.bytesRead),
      ignoredColumns: (names) => say(`Nothing is read from these columns: ${names.join(', ')}`),
    });
    bar.end();
    say(`${counts.imported} imported, ${counts.rejected} rejected.`);
  });
}

interface Erasing {
  library: string;
  file: string;
  confirm?: boolean;
  code?: string;
}

async function eraseReaders({ library, file: path, confirm, code }: Erasing) {
  sizeOf(path);
  await withCarrel(async (app) => {
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    const me = aJob('readers erase', libraryId);
    const lists = app.get(ErasureListsService, { strict: false });
    const { id } = await lists.check(me, createReadStream(path), new Date());
    for (let after: string | null | undefined; after !== null;) {
      const { items, next }: Awaited<ReturnType<typeof lists.linesOf>> = await lists.linesOf(me, id, {
        ...(after ? { after } : {}),
        limit: 200,
      });
      for (const { line, verdict } of items) if (verdict !== 'found') say(`line ${line}: ${verdict}`);
      after = next;
    }
    const { progress } = await lists.show(me, id);
    if (!confirm) {
      await lists.discard(me, id);
      say(`${progress.waiting ?? 0} readers would be erased. Run it again with --confirm to erase them.`);
      return;
    }
    await lists.confirm(me, id, code, new Date());
    const steps = app.get(ErasureListStepsService, { strict: false });
    // A server may be at it already, and then ends it.
    for (let list = await lists.show(me, id); ; list = await lists.show(me, id)) {
      if (list.state !== 'confirmed') {
        say(`${list.progress.begun ?? 0} erasures begun; the server carries them out. List ${id}.`);
        return;
      }
      await steps.advance({ libraryId, id }, new Date());
      await setTimeout(100);
    }
  });
}
