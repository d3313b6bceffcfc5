import type { Command } from 'commander';
import { createReadStream } from 'node:fs';
import { ConsentImportService } from '../modules/accounts/consent-import.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { sizeOf } from './file-size.js';
import { Progress } from './progress.js';
import { say } from './say.js';

/** `carrel consents …` */
export function consentsCommands(program: Command) {
  program
    .command('consents')
    .description('what readers of a library decided')
    .command('import <file>')
    .description(
      'import decisions that readers made elsewhere, from a CSV file whose first line names the columns: reader (e-mail ' +
        'address or id), purpose, decision (given, refused or withdrawn), decided_at, text (the exact words shown), ' +
        'language, method (how it was collected) and evidence (where the proof lies). A line without all of them is ' +
        'printed with the reason, the rest is imported and marked so; a later decision of the reader is never overridden.',
    )
    .requiredOption('--library <slug>', 'whose readers they are')
    .action(importConsents);
}

async function importConsents(path: string, { library }: { library: string }) {
  const size = sizeOf(path);
  await withCarrel(async (app) => {
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    const file = createReadStream(path);
    const bar = new Progress('Importing', size);
    const counts = await app
      .get(ConsentImportService, { strict: false })
      .consents(libraryId, file, new Date(), {
        rejected: ({ line, reason }) => say(`line ${line}: ${reason}`),
        imported: () => bar.at(file.bytesRead),
        ignoredColumns: (names) => say(`Nothing is read from these columns: ${names.join(', ')}`),
      });
    bar.end();
    say(`${counts.imported} imported, ${counts.rejected} rejected.`);
  });
}
