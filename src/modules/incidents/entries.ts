import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict } from '../../foundation/http/problem.js';
import type { Rows } from '../../foundation/records/rows.js';
import { bound } from './bound.js';
import { IncidentEntry, type EntryKind } from './incident.entity.js';

/** What to write into a timeline; what is left out is empty. */
export interface NewEntry {
  incidentId: string;
  kind: EntryKind;
  happenedAt: Date;
  recordedAt: Date;
  detail?: string;
  about?: string;
  proposedBy?: string;
  text?: string | undefined;
}

/** Writes a line into the timeline of the transaction's library, and so into its ledger. */
export async function enter(db: Rows, { text, ...entry }: NewEntry): Promise<string> {
  const note = text === undefined ? null : bound({ text });
  return db.insert(IncidentEntry, {
    detail: null,
    about: null,
    proposedBy: null,
    ...entry,
    recordedBy: personOf(db.me),
    note: note?.content ?? null,
    contentHash: note?.contentHash ?? null,
  });
}

/** A line as the API shows it. */
export function shownEntry(entry: Opened<IncidentEntry>) {
  const { id, kind, detail, about, happenedAt, recordedAt, recordedBy, note } = entry;
  return { id, kind, detail, about, happenedAt, recordedAt, recordedBy, text: note?.text ?? null };
}

/** The staff member who acts, or null for a job and the command line. */
export function personOf(me: SignedIn): string | null {
  return me.kind === 'staff' ? me.id : null;
}

/** The same person at work in another library; the access log keeps who it was. */
export function inLibrary<T extends SignedIn>(me: T, libraryId: string): T {
  return { ...me, libraryId };
}

/** Two at the same moment: a unique key let one in. @throws 409, or the error itself where it is another */
export function meanwhile(error: unknown): never {
  if ((error as { code?: string }).code === '23505')
    throw conflict('meanwhile', 'Somebody else did this at the same moment. Read theirs, then try again.');
  throw error;
}
