import type { Command } from 'commander';
import { loadConfig } from '../config.js';
import { withCarrel } from './context.js';
import { identityIn } from './identity.js';
import { runDrill } from './restore-drill.js';
import { runRestore } from './restore-run.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Wanted {
  from?: string;
  afterBaseBackup?: true;
  identity?: string;
  keys?: string;
  replace?: true;
  startOver?: true;
}

/** `carrel restore`, `carrel restore-drill` */
export function restoreCommands(program: Command) {
  program
    .command('restore')
    .description(
      'put a backup back under the current keys, and erase again whoever was erased; stop servers first',
    )
    .option('--from <directory>', 'the backup')
    .option('--after-base-backup', 'instead: finish what Postgres’s own tools have put back')
    .option('--identity <file>', 'the operator’s age identity')
    .option(
      '--keys <export>',
      'the newest key export, or "current": the keys of the database that is replaced',
      'current',
    )
    .option('--replace', 'replace all that the database holds')
    .option('--start-over', 'begin an unfinished restore anew, with another key export')
    .action(restore);
  program
    .command('restore-drill')
    .description(
      'restore the newest backup of a directory elsewhere, look whether it opens, and note the day',
    )
    .requiredOption('--from <directory>', 'where the backups are')
    .requiredOption('--identity <file>', 'the operator’s age identity')
    .requiredOption('--keys <export>', 'the newest key export')
    .action(drill);
}

async function restore({ from, afterBaseBackup, identity, keys, replace, startOver }: Wanted) {
  if ((from === undefined) === (afterBaseBackup === undefined))
    throw new WrongUsage('Say either --from BACKUP or --after-base-backup.');
  const isCurrent = keys === undefined || keys === 'current';
  if (!identity && !(afterBaseBackup && isCurrent))
    throw new WrongUsage('Name the operator’s identity: --identity FILE.');
  const wanted = {
    ...(from === undefined ? {} : { from }),
    ...(isCurrent ? {} : { keys }),
    identity: identity ? await identityIn(identity) : '',
    replace: replace ?? false,
    startOver: startOver ?? false,
  };
  const { erasedAgain, heldLetters } = await runRestore(loadConfig(), wanted, new Date());
  say(`Restored. ${erasedAgain} people were erased again; everybody signs in anew.`);
  if (heldLetters)
    say(
      `${heldLetters} letters may have been sent since: see carrel letters held, then release or drop them.`,
    );
  say(
    'What was changed since the backup is lost, also withdrawals and revoked API keys: see docs/operations.md.',
  );
}

async function drill({ from, identity, keys }: { from: string; identity: string; keys: string }) {
  const wanted = { from, keys, identity: await identityIn(identity) };
  const { backup, opened, erased } = await withCarrel((app) => runDrill(app, wanted, new Date()));
  say(`${backup} can be restored: ${opened} readers open, ${erased} erased ones do not.`);
}
