import type { Command } from 'commander';
import { Outbox } from '../foundation/mail/outbox.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { NewslettersService } from '../modules/conversations/newsletters.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';

/** `carrel letters …`: what a restore found unsent waits for a person's word. */
export function lettersCommands(program: Command) {
  const letters = program.command('letters').description('letters that a restore found unsent');
  const of = (name: string, description: string) =>
    letters
      .command(name)
      .description(description)
      .requiredOption('--library <slug>', 'whose; "platform" for those to staff');
  of('held', 'how many there are').action(({ library }: { library: string }) =>
    withCarrel(async (app) => {
      const id = await app.get(LibrariesService, { strict: false }).logOf(library);
      say(`${await app.get(Outbox).held(id)} letters are held.`);
    }),
  );
  of('release', 'send them, and the rest of newsletters that were being written').action(settle(true));
  of('drop', 'never send them').action(settle(false));
}

function settle(send: boolean) {
  return ({ library }: { library: string }) =>
    withCarrel(async (app) => {
      const now = new Date();
      const id = await app.get(LibrariesService, { strict: false }).logOf(library);
      const letters = await app.get(Outbox).release(id, send, now);
      const newsletters = await app.get(NewslettersService, { strict: false }).release(id, send, now);
      say(`${letters} letters and ${newsletters} newsletters ${send ? 'are sent' : 'are laid aside'}.`);
    });
}
