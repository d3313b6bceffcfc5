import type { Command } from 'commander';
import { listBackups } from '../foundation/backup/kept-backups.js';
import { verifyBackup } from '../foundation/backup/verify.js';
import { backUp } from './backup-run.js';
import { withCarrel } from './context.js';
import { identityIn } from './identity.js';
import { say } from './say.js';
import { secretAtHand } from './secret-at-hand.js';
import { WrongUsage } from './wrong-usage.js';

interface Wanted {
  to?: string;
  keysTo?: string;
  files: boolean;
}

/** `carrel backup …` */
export function backupCommands(program: Command) {
  const backup = program
    .command('backup')
    .description('back up the data, then export the keys that open them, each encrypted for the operator')
    .option('--to <directory>', 'where the backup goes')
    .option('--keys-to <directory>', 'where a copy of the key export goes too; never with the data')
    .option('--no-files', 'leave out sealed files, where FILES_URL is backed up by other means')
    .action((wanted: Wanted) => make(wanted));
  backup
    .command('verify <directory>')
    .description('open a whole backup and compare every hash and every count')
    .requiredOption('--identity <file>', 'the operator’s age identity')
    .action((directory: string, { identity }: { identity: string }) => verify(directory, identity));
  backup.command('list <directory>').description('the backups of a directory, the newest first').action(list);
}

async function make({ to, keysTo, files }: Wanted) {
  if (!to) throw new WrongUsage('Say where the backup goes: --to DIRECTORY.');
  await withCarrel(async (app) => {
    const { backup, keys } = await backUp(app, { to, files, ...(keysTo === undefined ? {} : { keysTo }) });
    say(`backup ${backup}`);
    say(`keys ${keys}`);
  });
}

async function verify(directory: string, identity: string) {
  const root = await secretAtHand();
  const { tables, files, takenAt } = await verifyBackup(directory, await identityIn(identity), root);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(
    `${directory}  whole: ${tables.length} tables, ${rows} rows, ${files?.count ?? 0} files, of ${takenAt}`,
  );
  say(
    root
      ? 'Its manifest is what this installation wrote.'
      : 'Who made it could not be checked: neither CARREL_SECRET nor DATA_DIR/secrets.json is here. Whoever can write there could have changed files and hashes together.',
  );
}

async function list(directory: string) {
  for (const { directory: path, manifest } of await listBackups(directory)) {
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
    say(`${path}  ${manifest.takenAt}  ${manifest.tables.length} tables, ${bytes} bytes`);
  }
}
