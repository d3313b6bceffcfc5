import type { Staff } from '../foundation/access/signed-in.js';
import { invalid } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { itemsIn } from './fields-read.js';
import type { RecordAction } from './section.js';

const SCOPE_KINDS = ['credential', 'session', 'api-key', 'staff', 'export', 'address', 'window', 'database'] as const; // prettier-ignore

type Work = (me: Staff, id: string, fields: Record<string, string>) => Promise<unknown>;

/** What an incident's page shows of whom it hit. */
export async function scopeOf({ scopes }: PanelServices, me: Staff, id: string) {
  return { ...(await scopes.list(me, id)), kinds: SCOPE_KINDS };
}

/** Asking whom an incident hit, as an action of its page. */
export function scopeActions(
  { scopes }: PanelServices,
  step: (label: string, icon: string, work: Work) => RecordAction,
): Record<string, RecordAction> {
  return {
    askScope: step('Work out whom it hit', 'Users', (me, id, fields) =>
      scopes.ask(me, id, askedIn(fields), new Date()),
    ),
  };
}

function askedIn({
  kind = '',
  of = '',
  epoch = '',
  from = '',
  to = '',
  library = '',
}: Record<string, string>) {
  const known = SCOPE_KINDS.find((one) => one === kind);
  if (!known) throw invalid('/kind', 'Choose what is asked about.');
  return {
    kind: known,
    of: of.trim() || undefined,
    epoch: epoch.trim() === '' ? undefined : wholeIn(epoch),
    from: momentIn('from', from),
    to: to.trim() === '' ? undefined : momentIn('to', to),
    libraries: library.trim() === '' ? undefined : itemsIn(library),
  };
}

function wholeIn(text: string): number {
  if (!/^\d{1,9}$/.test(text.trim())) throw invalid('/epoch', 'Write a whole number.');
  return Number(text);
}

function momentIn(name: string, text: string): Date {
  const at = new Date(/(Z|[+-]\d{2}:\d{2})$/.test(text.trim()) ? text.trim() : '');
  if (Number.isNaN(at.getTime()))
    throw invalid(`/${name}`, 'Write a moment with its offset, such as 2026-01-31T09:30:00Z.');
  return at;
}
