import { Readable } from 'node:stream';
import type { Staff } from '../foundation/access/signed-in.js';
import type { PurposeKey } from '../foundation/data-map/vocabulary.js';
import { isLibraryId, PLATFORM } from '../foundation/database/scope.js';
import type { MadeFile } from '../foundation/documents/made-file.js';
import type { Flowing, Sendable } from '../foundation/files/send-file.js';
import { invalid } from '../foundation/http/problem.js';
import type { HoldGround } from '../foundation/records/legal-hold.entity.js';
import { idIn } from './doing.js';
import type { PanelServices } from './panel-services.js';
import type { RecordAction } from './section.js';

type Fields = Record<string, string>;
type Work = (me: Staff, id: string, fields: Fields) => Promise<unknown>;

const HOLD_GROUNDS = ['17(3)(b)', '17(3)(e)'] as const;
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

type HoldWork = (me: Staff, id: string, slug: string, fields: Fields) => Promise<unknown>;

/** Holds for an incident, placed and lifted: an officer names the library, an owner's is the own one. */
export function holdActions(
  { incidentHolds }: PanelServices,
  doing: (label: string, icon: string, work: HoldWork) => RecordAction,
): Record<string, RecordAction> {
  return {
    holdReaders: doing('Hold data as evidence', 'Lock', (me, id, slug, fields) => {
      const hold = {
        readers: idsIn(fields.readers),
        ground: chosen('ground', HOLD_GROUNDS, fields.ground) satisfies HoldGround,
        citation: worded('citation', fields.citation ?? ''),
        words: worded('words', fields.words ?? ''),
        purposes: linesOf(fields.purposes) as PurposeKey[],
        reviewOn: fields.reviewOn ?? '',
      };
      return incidentHolds.place(me, id, slug, hold, new Date());
    }),
    reviewHold: doing('Look at a hold again', 'Calendar', (me, id, slug, { hold, reviewOn = '' }) =>
      incidentHolds.review(me, id, { slug, hold: idIn(hold) }, reviewOn.trim(), new Date()),
    ),
    liftHold: doing('Lift a hold', 'Unlock', (me, id, slug, { hold }) =>
      incidentHolds.lift(me, id, { slug, hold: idIn(hold) }, new Date()),
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

/** @throws 422 */
function chosen<T extends string>(name: string, values: readonly T[], given: string | undefined): T {
  const found = values.find((one) => one === given);
  if (found === undefined) throw invalid(`/${name}`, `Choose one of ${values.join(', ')}.`);
  return found;
}

/** A moment that may be left out. @throws 422 */
export function momentOr(text: string | undefined, name: string): Date | undefined {
  return text?.trim() ? momentIn(text.trim(), name) : undefined;
}

/** @throws 422 */
export function momentIn(text: string | undefined, name = 'awareAt'): Date {
  const at = new Date(text ?? '');
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text ?? '') || Number.isNaN(at.getTime()))
    throw invalid(`/${name}`, 'Write a moment such as 2026-01-31T09:30:00Z.');
  return at;
}

/** @throws 422 */
function worded(name: string, text: string): string {
  if (text.trim() === '' || text.length > 2_000)
    throw invalid(`/${name}`, 'Write a text of at most 2,000 characters.');
  return text;
}

function linesOf(text = ''): string[] {
  return text
    .split(/[\s,]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}

/** @throws 422 */
function idsIn(text: string | undefined): string[] {
  const ids = linesOf(text);
  if (!ids.length || ids.length > 200 || !ids.every(isLibraryId))
    throw invalid('/readers', 'Write 1 to 200 ids of readers as they were given, one a line.');
  return ids;
}
