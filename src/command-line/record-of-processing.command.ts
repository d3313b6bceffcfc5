import { Option, type Command } from 'commander';
import { aJob } from '../foundation/access/signed-in.js';
import {
  RECORD_FORMATS,
  RecordOfProcessingService,
  type RecordFormat,
} from '../modules/data-subject-requests/record-of-processing.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';

interface Options {
  library?: string;
  format: RecordFormat;
  language: string;
}

/** `carrel record-of-processing` */
export function recordOfProcessingCommand(program: Command) {
  program
    .command('record-of-processing')
    .description(
      'print the record of processing: a library’s as controller (Art. 30(1)), or without --library the platform’s as the processor of all (Art. 30(2))',
    )
    .option('--library <slug>', 'whose record')
    .addOption(new Option('--format <format>', 'in which form').choices(RECORD_FORMATS).default('md'))
    .option('--language <language>', 'en or es', 'en')
    .action(print);
}

async function print({ library, format, language }: Options) {
  const { body } = await withCarrel(async (app) => {
    const records = app.get(RecordOfProcessingService, { strict: false });
    if (library === undefined) return records.platformFile(language, format, new Date());
    const libraryId = await app.get(LibrariesService, { strict: false }).idOf(library);
    return records.libraryFile(aJob('record-of-processing', libraryId), language, format, new Date());
  });
  process.stdout.write(body);
}
