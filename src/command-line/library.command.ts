import type { Command } from 'commander';
import { aJob } from '../foundation/access/signed-in.js';
import { isKnownRegion, isTimeZone, type Place } from '../foundation/law/place.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Where {
  region?: string;
  body?: string;
  timeZone?: string;
}

interface Change extends Where {
  erasureGraceDays?: string;
}

interface Options extends Where {
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
  const library = program.command('library').description('the libraries of this installation');
  const create = library
    .command('create <slug>')
    .description('make a library with its purposes, agreement and keys; prints its id')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--country <code>', 'two letters, such as ES')
    .requiredOption('--address <address>', 'postal address of the controller (Art. 13)')
    .requiredOption('--contact <email>', 'where readers write to')
    .requiredOption('--dpo <email>', 'its data protection officer')
    .option('--languages <list>', 'in which it speaks to readers: en, es', 'en')
    .option('--origins <list>', 'web origins whose pages may call the API, such as https://library.example')
    .action(make);
  const changing = library
    .command('change <slug>')
    .description('say anew where a library is and how it answers; deadlines that are counted already stay')
    .option(
      '--erasure-grace-days <days>',
      'how long a reader may take back an erasure they asked for: 0 to 14',
    )
    .action(change);
  for (const command of [create, changing])
    command
      .option('--region <code>', 'ISO 3166-2 without the country, such as CT; none: whole country')
      .option('--body <body>', 'public or private: which supervisory authority it answers to')
      .option('--time-zone <zone>', 'IANA, such as Atlantic/Canary; none: the country’s');
}

async function make(slug: string, options: Options) {
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
      .create({ slug, name, country, languages, controller, origins, ...placeOf(country, options) }, (db) =>
        purposes.seed(db, languages),
      );
    say(id);
  });
}

async function change(slug: string, { erasureGraceDays, ...options }: Change) {
  if (erasureGraceDays !== undefined && !/^(\d|1[0-4])$/.test(erasureGraceDays))
    throw new WrongUsage('--erasure-grace-days is a whole number from 0 to 14.');
  await withCarrel(async (app) => {
    const libraries = app.get(LibrariesService, { strict: false });
    if (erasureGraceDays !== undefined) {
      const me = aJob('library change', await libraries.idOf(slug));
      await libraries.changeErasureGrace(me, Number(erasureGraceDays));
      say(`A reader may take an erasure back for ${erasureGraceDays} days.`);
    }
    const country = (await libraries.directory()).find((one) => one.slug === slug)?.country ?? '';
    const { region, body, timeZone } = await libraries.place(slug, placeOf(country, options));
    say(
      `${slug}: ${country}${region ? `-${region}` : ''}, ${body}, ${timeZone ?? 'the clock of the country'}`,
    );
  });
}

function placeOf(country: string, { region, body, timeZone }: Where): Partial<Place> {
  if (region !== undefined && region !== 'none' && !isKnownRegion(country, region))
    throw new WrongUsage(
      `${country} has no region "${region}": write it as ISO 3166-2 does, such as CT for ES-CT.`,
    );
  if (body !== undefined && body !== 'public' && body !== 'private')
    throw new WrongUsage('--body is public or private.');
  if (timeZone !== undefined && timeZone !== 'none' && !isTimeZone(timeZone))
    throw new WrongUsage('--time-zone is an IANA zone, such as Atlantic/Canary.');
  return {
    ...(region === undefined ? {} : { region: region === 'none' ? null : region }),
    ...(body === undefined ? {} : { body }),
    ...(timeZone === undefined ? {} : { timeZone: timeZone === 'none' ? null : timeZone }),
  };
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
