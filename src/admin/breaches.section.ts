import type { Staff } from '../foundation/access/signed-in.js';
import { partActions, partOf, yesOrNo } from './breach-parts.js';
import { outcome, type ForLibrary } from './doing.js';
import { PROOF_FILES, proofFile, proofOf, sendable } from './evidence-parts.js';
import { momentIn, momentOr } from './fields-read.js';
import { groundFrom } from './ground-fields.js';
import { holdActions } from './hold-parts.js';
import { written } from './incidents.section.js';
import { approvalActions, letterActions, unreachedIn, UNREACHED_FILE } from './letter-parts.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'number', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'title', type: 'string', in: ['list', 'show'] },
  { name: 'mode', type: 'string', in: ['list'] },
  { name: 'phase', type: 'string', in: ['list'] },
  { name: 'declaredAt', type: 'datetime', in: ['list'] },
];
const FILES = new RegExp(`${PROOF_FILES.source}|${UNREACHED_FILE.source}`);

/** Breaches that hit the owner's library: its clocks, the notices it was sent, its assessment, decision and notifications. */
export function breaches(services: PanelServices): Section {
  const { incidents, assessments, controllerNotices, awareness, timeline } = services;
  const doing: ForLibrary = (label, icon, work) => ({
    label,
    icon,
    component: 'Breach',
    isHidden: true,
    perform: async (me, id, fields) => {
      ownersOnly(me);
      return outcome(label, await work(me, id, await slugOf(services, me), fields));
    },
  });
  return {
    id: 'breaches',
    label: 'Breaches',
    group: 'Security',
    icon: 'AlertTriangle',
    table: 'personal_data_breach',
    title: 'number',
    roles: ['owner'],
    fields: FIELDS,
    list: (me, { limit, skip }) => incidents.list(me, { limit, skip }),
    get: async (me, id) => ({ ...(await incidents.show(me, id, new Date())) }),
    showing: {
      component: 'Breach',
      prepare: async (me, id) => {
        const slug = await slugOf(services, me);
        return {
          ...(await partOf(services, me, id, slug)),
          scope: await services.scopes.list(me, id),
          proof: await proofOf(services, me, id, [slug]),
        };
      },
    },
    actions: {
      ...letterActions(services, doing),
      ...approvalActions(services, doing),
      ...partActions(services, doing),
      acknowledge: doing('Acknowledge', 'Check', (me, id, slug, { notice = '' }) =>
        controllerNotices.acknowledge(me, id, slug, notice, new Date()),
      ),
      decide: doing('Decide', 'CheckSquare', (me, id, slug, fields) =>
        assessments.decide(
          me,
          id,
          slug,
          {
            notifyAuthority: yesOrNo('notifyAuthority', fields),
            communicateToSubjects: yesOrNo('communicateToSubjects', fields),
            reason: written('reason', fields.reason ?? ''),
            departure: fields.departure || undefined,
            ...groundFrom(fields),
          },
          new Date(),
        ),
      ),
      note: doing('Add a note', 'Edit', (me, id, _, { text = '', happenedAt }) =>
        timeline.note(me, id, written('text', text), momentOr(happenedAt, 'happenedAt'), new Date()),
      ),
      moveAwareness: doing('Move the awareness', 'Clock', (me, id, slug, { awareAt, reason }) =>
        awareness.ofController(
          me,
          id,
          slug,
          { awareAt: momentIn(awareAt), reason: reason || undefined },
          new Date(),
        ),
      ),
      confirmAwareness: doing('Confirm the awareness', 'Check', (me, id, slug, { proposal = '' }) =>
        awareness.confirmOfController(me, id, slug, proposal, new Date()),
      ),
      ...holdActions(services, doing),
    },
    filePattern: FILES,
    file: async (me, id, fileId) => {
      ownersOnly(me);
      const communication = unreachedIn(fileId);
      if (communication)
        return sendable(await services.unreached.list(me, id, await slugOf(services, me), communication));
      return proofFile(services, me, id, fileId);
    },
  };
}

async function slugOf({ libraries }: PanelServices, me: Staff): Promise<string> {
  return (await libraries.slugsOf([me.libraryId])).get(me.libraryId) ?? '';
}
