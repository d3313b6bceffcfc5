import { Option, type Command } from 'commander';
import { isEmailAddress } from '../foundation/http/email-address.js';
import { StaffInvitationsService } from '../modules/libraries/staff-invitations.service.js';
import type { NewStaff } from '../modules/libraries/staff.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

/** `carrel staff …` */
export function staffCommands(program: Command) {
  program
    .command('staff')
    .description('owners, librarians and security officers')
    .command('invite <email>')
    .description('send a letter whose link makes someone staff; it works for seven days')
    .requiredOption('--name <name>', 'what they are called')
    .addOption(
      new Option('--role <role>', 'what they may do')
        .choices(['owner', 'librarian', 'security-officer'])
        .makeOptionMandatory(),
    )
    .option('--library <slug>', 'where they work; security officers work for the platform')
    .action(invite);
}

async function invite(
  email: string,
  { name, role, library }: Pick<NewStaff, 'name' | 'role'> & { library?: string },
) {
  if (!isEmailAddress(email)) throw new WrongUsage('The e-mail address is not one that a letter can reach.');
  const librarySlug = library ?? (role === 'security-officer' ? 'platform' : undefined);
  if (!librarySlug) throw new WrongUsage('--library says where they work: write its slug.');
  await withCarrel(async (app) => {
    const invitations = app.get(StaffInvitationsService, { strict: false });
    say(await invitations.invite({ email, name, role, librarySlug }, new Date()));
  });
}
