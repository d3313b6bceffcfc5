import { Readable } from 'node:stream';
import type { Staff } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import type { MadeFile } from '../foundation/documents/made-file.js';
import type { Flowing, Sendable } from '../foundation/files/send-file.js';
import { HOLD_GROUNDS } from '../foundation/records/legal-hold.entity.js';
import { chosen, momentIn, worded } from './fields-read.js';
import { holdActions } from './hold-parts.js';
import type { PanelServices } from './panel-services.js';
import type { RecordAction } from './section.js';

type Fields = Record<string, string>;
type Work = (me: Staff, id: string, fields: Fields) => Promise<unknown>;

const ROLES = ['commander', 'deputy', 'scribe', 'containment-lead', 'privacy-lead'] as const;
const HOLDS_SHOWN = 50;

/** What an incident's page, or a breach's, shows of proof: snapshots, custody, holds, and what can be downloaded. */
export async function proofOf(services: PanelServices, me: Staff, id: string, libraries: readonly string[]) {
  const { incidentEvidence, incidentCustody, incidentHolds, timeline } = services;
  const isOfficer = me.libraryId === PLATFORM;
  const holds = [];
  for (const library of libraries) {
    const { items } = await incidentHolds.list(me, id, library, { limit: HOLDS_SHOWN }, new Date());
    holds.push(...items.map((one) => ({ library, ...one })));
  }
  const noted = await timeline.page(me, id, { order: 'newest', limit: 200 });
  return {
    isOfficer,
    libraries,
    evidence: isOfficer
      ? (await incidentEvidence.list(me, id)).map(({ manifest: _, salt: __, custody: ___, ...kept }) => kept)
      : [],
    custody: isOfficer ? await incidentCustody.chain(me, id) : [],
    holds,
    proposals: unconfirmed(noted.items),
    notes: isOfficer ? [] : noted.items,
    roles: ROLES,
    grounds: HOLD_GROUNDS,
  };
}

/** Later moments of awareness that nobody has confirmed yet, among the lines of a timeline. */
export function unconfirmed<T extends { id: string; kind: string; about: string | null }>(lines: T[]): T[] {
  const confirmed = lines.flatMap(({ kind, about }) => (kind === 'awareness-confirmed' ? [about] : []));
  return lines.filter(({ id, kind }) => kind === 'awareness-proposed' && !confirmed.includes(id));
}

/** What officers do about proof, as actions of an incident's page. */
export function proofActions(
  services: PanelServices,
  step: (label: string, icon: string, work: Work) => RecordAction,
): Record<string, RecordAction> {
  const { incidentPlan, awareness, incidentEvidence } = services;
  return {
    assignRole: step('Give a role', 'User', (me, id, { role, email = '' }) =>
      incidentPlan.assign(me, id, chosen('role', ROLES, role), email.trim(), new Date()),
    ),
    moveAwareness: step('Move the awareness', 'Clock', (me, id, { awareAt, reason }) =>
      awareness.ofPlatform(me, id, { awareAt: momentIn(awareAt), reason: reason || undefined }, new Date()),
    ),
    confirmAwareness: step('Confirm the awareness', 'Check', (me, id, { proposal = '' }) =>
      awareness.confirmOfPlatform(me, id, proposal, new Date()),
    ),
    handOver: step('Hand evidence over', 'Archive', (me, id, { evidence = '', text = '' }) =>
      incidentEvidence.handOver(me, id, evidence, worded('text', text), new Date()),
    ),
    ...holdActions(services, (label, icon, work) =>
      step(label, icon, (me, id, { library = '', ...fields }) => work(me, id, library, fields)),
    ),
  };
}

/** Names of the files of an incident: the pack, with whole logs or without, and a library's notification in each form. */
export const PROOF_FILES = /^(pack|pack-with-logs|[a-z0-9-]{1,60}\.(json|pdf|html))$/;

/** Names of the review of an incident, which is the security team's alone; no slug begins so. */
export const REVIEW_FILE = /^_review\.(json|pdf|html)$/;

/** A file of an incident's page. @throws 404 */
export async function proofFile(
  { incidentPacks, incidentFiles }: PanelServices,
  me: Staff,
  id: string,
  fileId: string,
): Promise<Sendable | Flowing> {
  if (fileId === 'pack' || fileId === 'pack-with-logs') {
    const { name, stream } = await incidentPacks.pack(me, id, fileId === 'pack-with-logs', () => new Date());
    return { name, mediaType: 'application/zip', stream };
  }
  const [slug = '', form] = fileId.split('.');
  const format = chosen('format', ['json', 'pdf', 'html'] as const, form);
  return sendable(await incidentFiles.notification(me, id, slug, format, new Date()));
}

/** A file made on the spot, as the panel sends it. */
export function sendable({ name, mediaType, body }: MadeFile): Sendable {
  return {
    id: name,
    name,
    mediaType,
    size: body.length,
    open: (range) =>
      Promise.resolve(Readable.from([range ? body.subarray(range.start, range.end + 1) : body])),
  };
}
