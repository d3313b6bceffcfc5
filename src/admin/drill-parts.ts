import type { Staff } from '../foundation/access/signed-in.js';
import { invalid } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import type { RecordAction } from './section.js';

type Work = (me: Staff, id: string, fields: Record<string, string>) => Promise<unknown>;

/** What an incident's page shows of it as a drill; null where it is live. */
export async function drillOf(
  { injects, drillScores, contactTests }: PanelServices,
  me: Staff,
  { id, mode, libraries }: { id: string; mode: string; libraries: readonly { library: string }[] },
) {
  if (mode === 'live') return null;
  const tests = [];
  for (const { library } of libraries)
    for (const test of await contactTests.list(me, id, library)) tests.push({ library, ...test });
  return { ...(await injects.list(me, id)), scores: await drillScores.list(me, id), tests };
}

/** What only drills have, as actions of an incident's page. */
export function drillActions(
  { injects, drillScores, contactTests }: PanelServices,
  step: (label: string, icon: string, work: Work) => RecordAction,
): Record<string, RecordAction> {
  return {
    inject: step('Make up an event', 'Zap', (me, id, { afterMinutes = '', text = '' }) =>
      injects.plan(me, id, [{ afterMinutes: minutesOf(afterMinutes), text: worded(text) }]),
    ),
    script: step('Add the script', 'List', (me, id) => injects.planScript(me, id)),
    answerInject: step('Answer an event', 'MessageSquare', (me, id, { inject = '', text = '' }) =>
      injects.answer(me, id, inject, worded(text), new Date()),
    ),
    scoreDrill: step('Score the drill', 'Award', (me, id) => drillScores.score(me, id, new Date())),
    testContact: step('Test a contact', 'Mail', (me, id, { library = '' }) =>
      contactTests.send(me, id, library, new Date()),
    ),
  };
}

function minutesOf(text: string): number {
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (minutes < 0 || minutes > 20_160)
    throw invalid('/afterMinutes', 'Write a whole number of minutes from 0 to 20,160.');
  return minutes;
}

function worded(text: string): string {
  if (text.trim() === '' || text.length > 2_000)
    throw invalid('/text', 'Write a text of at most 2,000 characters.');
  return text;
}
