import type { Command } from 'commander';
import { SCOPES, type Scope } from '../foundation/access/api-key.entity.js';
import { aJob } from '../foundation/access/signed-in.js';
import { Records } from '../foundation/records/records.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

/** `carrel api-key …` */
export function apiKeyCommands(program: Command) {
  const usual = SCOPES.filter((scope) => scope !== 'readers:erase');
  program
    .command('api-key')
    .description('keys of the libraries’ own systems')
    .command('create')
    .description('make a key; it is printed once and kept nowhere')
    .requiredOption('--library <slug>', 'whose key it is')
    .requiredOption('--name <name>', 'which system holds it')
    .option(
      '--scopes <list>',
      `of ${SCOPES.join(', ')}; readers:erase is given only when named`,
      usual.join(','),
    )
    .action(create);
}

async function create({ library, name, scopes }: { library: string; name: string; scopes: string }) {
  const wanted = scopes.split(',').map((one) => one.trim());
  const unknown = wanted.find((one) => !SCOPES.some((scope) => scope === one));
  if (unknown !== undefined)
    throw new WrongUsage(`There is no scope "${unknown}": write some of ${SCOPES.join(',')}.`);
  await withCarrel(async (app) => {
    const libraries = app.get(LibrariesService, { strict: false });
    const id = await libraries.idOf(library);
    const me = aJob('api-key create', id);
    say(await app.get(Records).in(me, (db) => libraries.createApiKey(db, name, wanted as Scope[])));
  });
}
