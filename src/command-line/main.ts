import { Command, CommanderError } from 'commander';
import { versionOfCarrel, WrongSetting } from '../config.js';
import { BrokenBackup, NotRestored } from '../foundation/backup/backup-errors.js';
import { EncryptionError } from '../foundation/encryption/errors.js';
import { BrokenLog } from '../foundation/ledger/logs.js';
import { Problem } from '../foundation/http/problem.js';
import { LogBehind } from '../foundation/ledger/sequencer.js';
import { BrokenErasureLedger } from '../foundation/records/erasure-ledger-files.js';
import { NoTimeStamp } from '../foundation/ledger/time-stamp-errors.js';
import { apiKeyCommands } from './api-key.command.js';
import { backupCommands } from './backup.command.js';
import { consentsCommands } from './consents.command.js';
import { incidentCommands } from './incident.command.js';
import { keysCommands } from './keys.command.js';
import { ledgerCommands } from './ledger.command.js';
import { NotVerified } from './ledger-verify.js';
import { lettersCommands } from './letters.command.js';
import { libraryCommands } from './library.command.js';
import { migrateCommand } from './migrate.command.js';
import { recordOfProcessingCommand } from './record-of-processing.command.js';
import { readersCommands } from './readers.command.js';
import { retentionCommand } from './retention.command.js';
import { restoreCommands } from './restore.command.js';
import { socialProvidersCommands } from './social-providers.command.js';
import { staffCommands } from './staff.command.js';
import { WrongUsage } from './wrong-usage.js';

const FAILED = 1;
const WRONG_USAGE = 2;
const FOR_OPERATORS = [
  NotVerified,
  WrongSetting,
  EncryptionError,
  WrongUsage,
  BrokenLog,
  LogBehind,
  NoTimeStamp,
  NotRestored,
  BrokenBackup,
  BrokenErasureLedger,
];

const program = new Command('carrel')
  .description('Libraries, staff, readers and keys of a Carrel installation. A server may run meanwhile.')
  .version(versionOfCarrel())
  .showHelpAfterError('(add --help for what can be said)')
  .exitOverride();
for (const add of [
  libraryCommands,
  staffCommands,
  readersCommands,
  retentionCommand,
  consentsCommands,
  keysCommands,
  ledgerCommands,
  apiKeyCommands,
  socialProvidersCommands,
  recordOfProcessingCommand,
  incidentCommands,
  migrateCommand,
  backupCommands,
  restoreCommands,
  lettersCommands,
])
  add(program);

try {
  await program.parseAsync();
  process.exit(0);
} catch (error) {
  process.exit(tell(error));
}

/** Says what went wrong where it can be acted on, and gives the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  const lines = sentencesOf(error) ?? [(error as Error).stack ?? String(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  return error instanceof WrongUsage ? WRONG_USAGE : FAILED;
}

function sentencesOf(error: unknown): string[] | undefined {
  if (error instanceof Problem)
    return [error.detail, ...error.errors.map(({ pointer, detail }) => `  ${pointer}: ${detail}`)];
  return FOR_OPERATORS.some((kind) => error instanceof kind) ? [(error as Error).message] : undefined;
}
