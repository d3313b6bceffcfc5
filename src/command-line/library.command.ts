import type { Command } from 'commander';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Options {
  name: string;
  country: string;
  languages: string;
  address: string;
  contact: string;
  dpo: string;
  origins?: string;
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `carrel library …` */
export function libraryCommands(program: Command) {
  program
    .command('library')
    .description('the libraries of this installation')
    .command('create <slug>')
    .description('make a library with its purposes, agreement and keys; prints its id')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--country <code>', 'two letters, such as ES')
    .requiredOption('--address <address>', 'postal address of the controller (Art. 13)')
    .requiredOption('--contact <email>', 'where readers write to')
    .requiredOption('--dpo <email>', 'its data protection officer')
    .option('--languages <list>', 'in which it speaks to readers: en, es', 'en')
    .option('--origins <list>', 'web origins whose pages may call the API, such as https://library.example')
    .action(create);
}

async function create(slug: string, options: Options) {
  const { name, country, address, contact, dpo: dataProtectionOfficer } = options;
  if (!SLUG.test(slug) || slug === 'platform')
    throw new WrongUsage('The slug stands in addresses: write small letters, digits and hyphens.');
  if (!/^[A-Z]{2}$/.test(country)) throw new WrongUsage('--country has two capital letters, such as ES.');
  const languages = listOf(options.languages);
  if (!languages.length || languages.some((one) => one !== 'en' && one !== 'es'))
    throw new WrongUsage('--languages is en, es or both: en,es.');
  const origins = listOf(options.origins ?? '');
  if (origins.some((one) => !isOrigin(one)))
    throw new WrongUsage('--origins are such as https://library.example, without a path.');
  const controller = { name, address, contact, dataProtectionOfficer };
  await withCarrel(async (app) => {
    const purposes = app.get(PurposesService, { strict: false });
    const id = await app
      .get(LibrariesService, { strict: false })
      .create({ slug, name, country, languages, controller, origins }, (db) => purposes.seed(db, languages));
    say(id);
  });
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
