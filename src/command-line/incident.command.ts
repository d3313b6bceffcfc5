import { Option, type Command } from 'commander';
import { aJob } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { IncidentsService } from '../modules/incidents/incidents.service.js';
import { withCarrel } from './context.js';
import { playDrill } from './incident-drill.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

interface Declared {
  description: string;
  mode: 'live' | 'drill' | 'tabletop';
  suspected?: string;
  occurredFrom?: string;
  occurredTo?: string;
  detectedAt?: string;
  awareAt?: string;
}

/** `carrel incident …` */
export function incidentCommands(program: Command) {
  const incident = program
    .command('incident')
    .description('the contingency plan, also while the server is down');
  incident
    .command('drill')
    .description('play a whole drill on the demo, from the declaration to the closed register')
    .option('--pace <n>', 'hours that pass in the drill while one passes outside, 1 to 10000', '600')
    .action(drill);
  incident
    .command('declare <title>')
    .description('declare an incident: from now on everything about it is kept; prints its id')
    .requiredOption('--description <text>', 'what is known; name systems, no reader')
    .addOption(
      new Option('--mode <mode>', 'fixed for ever')
        .choices(['live', 'drill', 'tabletop'])
        .makeOptionMandatory(),
    )
    .option('--suspected <text>', 'what is suspected')
    .option('--occurred-from <instant>', 'such as 2026-01-31T09:30:00Z')
    .option('--occurred-to <instant>', 'such as 2026-01-31T10:30:00Z')
    .option('--detected-at <instant>', 'when it was first noticed; as the awareness unless told')
    .option(
      '--aware-at <instant>',
      'when it was reasonably certain that personal data were hit; now unless told',
    )
    .action(declare);
}

async function drill({ pace }: { pace: string }) {
  const hours = /^\d{1,5}$/.test(pace) ? Number(pace) : 0;
  if (hours < 1 || hours > 10_000)
    throw new WrongUsage(`--pace is "${pace}": write a whole number from 1 to 10000.`);
  await withCarrel((app) => playDrill(app, hours));
}

async function declare(title: string, { description, mode, suspected, ...given }: Declared) {
  const now = new Date();
  const awareAt = instantOf('--aware-at', given.awareAt) ?? now;
  const declared = {
    title,
    description,
    mode,
    suspected,
    occurredFrom: instantOf('--occurred-from', given.occurredFrom),
    occurredTo: instantOf('--occurred-to', given.occurredTo),
    detectedAt: instantOf('--detected-at', given.detectedAt) ?? awareAt,
    awareAt,
  };
  await withCarrel(async (app) => {
    const incidents = app.get(IncidentsService, { strict: false });
    const { id } = await incidents.declare(aJob('incident declare', PLATFORM), declared, now);
    say(id);
  });
}

function instantOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(at.getTime()))
    throw new WrongUsage(`${option} is "${text}": write a moment such as 2026-01-31T09:30:00Z.`);
  return at;
}
