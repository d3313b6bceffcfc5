import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { aJob, type SignedIn } from '../foundation/access/signed-in.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { withCarrel } from './context.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Options {
  library: string;
  key: string;
  name: string;
  issuer: string;
  clientId: string;
  secret: boolean;
}

/** `carrel social-providers …` */
export function socialProvidersCommands(program: Command) {
  const providers = program
    .command('social-providers')
    .description('identity providers (OpenID Connect) through which a library’s readers may sign in');
  const whose = ['--library <slug>', 'whose readers sign in there'] as const;
  providers
    .command('set')
    .description(
      'let a provider in, or change the one with this key; its client secret is read from standard input',
    )
    .requiredOption(...whose)
    .requiredOption('--key <key>', 'what addresses call it, such as google')
    .requiredOption('--name <name>', 'what the button calls it')
    .requiredOption('--issuer <url>', 'where it describes itself, such as https://accounts.google.com')
    .requiredOption('--client-id <id>', 'what the provider calls the library')
    .option('--no-secret', 'the provider gave no client secret')
    .action(set);
  providers
    .command('list')
    .description('the providers of a library: key, name, issuer, client id')
    .requiredOption(...whose)
    .action(({ library }: Options) => withProviders(library, list));
  providers
    .command('remove <key>')
    .description(
      'let nobody in through a provider any more; what readers linked there stays theirs to unlink',
    )
    .requiredOption(...whose)
    .action((key: string, { library }: Options) =>
      withProviders(library, (found, me) => found.remove(me, key)),
    );
}

async function set({ library, key, name, issuer, clientId, secret }: Options) {
  const clientSecret = secret ? await secretGiven() : null;
  if (clientSecret === '')
    throw new WrongUsage('Give the client secret on standard input, or say --no-secret.');
  const provider = { key, name, issuer, clientId, clientSecret };
  await withProviders(library, (providers, me) => providers.configure(me, provider));
}

async function list(providers: SocialProvidersService, me: SignedIn) {
  for (const { key, name, issuer, clientId } of await providers.details(me))
    say([key, name, issuer, clientId].join('\t'));
}

function withProviders(
  slug: string,
  work: (providers: SocialProvidersService, me: SignedIn) => Promise<void>,
): Promise<void> {
  return withCarrel(async (app: INestApplicationContext) => {
    const id = await app.get(LibrariesService, { strict: false }).idOf(slug);
    const providers = app.get(SocialProvidersService, { strict: false });
    await work(providers, aJob('social-providers', id));
  });
}

/** Neither an argument nor a variable: those are for other programs of the machine to see. A terminal does not show it. */
async function secretGiven(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim();
  say('Client secret (it is not shown):');
  const unseen = new Writable({ write: (_piece, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  const answer = await terminal.question('');
  terminal.close();
  return answer.trim();
}
