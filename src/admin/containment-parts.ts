import type { Staff } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { invalid, notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { itemsIn } from './fields-read.js';
import type { RecordAction } from './section.js';

type Fields = Record<string, string>;
type Work = (me: Staff, id: string, fields: Fields) => Promise<unknown>;

const MOST_MINUTES = 43_200;

/** What an incident's page shows of its containment. */
export async function containmentOf({ containment }: PanelServices, me: Staff, id: string) {
  const { items, next } = await containment.list(me, id, { order: 'newest', limit: 50 });
  return { kinds: containment.kinds, actions: items, isMore: next !== null };
}

/** The steps of containment actions, as an incident's page offers them. */
export function containmentActions(
  { containment, containmentSteps: steps }: PanelServices,
  step: (label: string, icon: string, work: Work) => RecordAction,
): Record<string, RecordAction> {
  const approve: Work = (me, id, { action, breakGlass, reason }) =>
    steps.approve(
      me,
      id,
      idIn(action),
      { breakGlass: breakGlass === 'yes', reason: optional('reason', reason) },
      new Date(),
    );
  return {
    previewAction: {
      ...step('Preview an action', 'Shield', () => Promise.resolve()),
      perform: async (me, id, fields, from) => {
        await containment.preview(me, id, { ...wantedFrom(containment.kinds, fields), from }, new Date());
        return { message: 'Preview an action' };
      },
    },
    approveAction: step('Approve an action', 'Check', approve),
    applyAction: {
      ...step('Apply an action', 'Play', () => Promise.resolve()),
      perform: async (me, id, { action, code }) => {
        const { accessToken } = await steps.apply(me, id, idIn(action), code || undefined, new Date());
        return { message: 'Apply an action', renewed: accessToken };
      },
    },
    verifyAction: step('Verify an action', 'Search', (me, id, { action }) =>
      steps.verify(me, id, idIn(action), new Date()),
    ),
    revertAction: step('Revert an action', 'RotateCcw', (me, id, { action, reason }) =>
      steps.revert(me, id, idIn(action), optional('reason', reason), new Date()),
    ),
    reviewAction: step('Review an action', 'Eye', (me, id, { action, finding }) =>
      steps.review(me, id, idIn(action), optional('finding', finding) ?? missing(), new Date()),
    ),
  };
}

function wantedFrom(kinds: PanelServices['containment']['kinds'], fields: Fields) {
  const { kind, library, account, provider, addresses, minutes } = fields;
  const known = kinds.find((one) => one === kind);
  if (!known) throw invalid('/kind', 'Choose a kind of action.');
  if (account && !isLibraryId(account))
    throw invalid('/account', 'Write the id of an account as it was given.');
  return {
    kind: known,
    library: library || undefined,
    account: account || undefined,
    provider: provider || undefined,
    addresses: itemsIn(addresses),
    lastsMinutes: minutes ? minutesOf(minutes) : undefined,
  };
}

function minutesOf(text: string): number {
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (minutes < 1 || minutes > MOST_MINUTES)
    throw invalid('/minutes', 'Write a whole number of minutes from 1 to 43,200.');
  return minutes;
}

function idIn(text = ''): string {
  if (!isLibraryId(text)) throw notFound();
  return text;
}

function optional(name: string, text = ''): string | undefined {
  if (text.length > 2_000) throw invalid(`/${name}`, 'Write a text of at most 2,000 characters.');
  return text.trim() === '' ? undefined : text;
}

function missing(): never {
  throw invalid('/finding', 'Write whether it was right to act alone, and what follows.');
}
