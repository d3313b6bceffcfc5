import type { Rows } from '../../../foundation/records/rows.js';
import { bound } from '../bound.js';
import { enter } from '../entries.js';
import { ENDED, Incident, IncidentEntry } from '../incident.entity.js';
import { IncidentDraft, type Cause } from './trigger.entity.js';
import type { Noticed } from './watched-log.js';

const TITLES: Record<Cause, string> = {
  'canary-touched': 'Somebody opened a canary',
  'mass-reads': 'One credential opened very many readers',
  'refresh-token-reused': 'A refresh token was used twice',
  'failed-decryption': 'Sealed data would not open',
  'ledger-unverified': 'Rows disagree with the ledger',
};

const DESCRIPTIONS: Record<Cause, string> = {
  'canary-touched': 'No legitimate work opens a canary: whoever did reads readers without need.',
  'mass-reads': 'More readers were opened within an hour than the limit of this credential.',
  'refresh-token-reused': 'The reader or a thief holds a copy; the session was ended.',
  'failed-decryption': 'What is stored is not what was sealed: changed, cut or moved from another row.',
  'ledger-unverified': 'Something was changed past Carrel, in the rows or in the log.',
};

/** Opens a draft of an incident, or adds a line to the one that is open for the same cause and credential. */
export async function draft(db: Rows, at: { id: string; slug: string }, noticed: Noticed, now: Date) {
  const { cause, credentialId, words, happenedAt, about } = noticed;
  const same = await db.all(IncidentDraft, { cause, watchedId: at.id, credentialId });
  const last = same.sort((a, b) => a.round - b.round).at(-1);
  const known = last && (await db.get(Incident, { id: last.incidentId }, 'for update'));
  const isOpen = known !== undefined && !ENDED.includes(known.phase);
  const incidentId = isOpen ? known.id : await opened(db, at, noticed, now);
  if (!isOpen) {
    const round = (last?.round ?? 0) + 1;
    await db.insert(IncidentDraft, { incidentId, cause, watchedId: at.id, credentialId, round });
  }
  // A kill between this and the mark has the same rows looked at again: each is told once.
  if (await db.find(IncidentEntry, { incidentId, kind: 'note', about })) return;
  const text = `${words} (${at.slug})`;
  await enter(db, { incidentId, kind: 'note', detail: cause, about, happenedAt, recordedAt: now, text });
}

/** A live incident that nobody has declared: an officer declares it, or ends it as a false alarm with the reason. */
async function opened(
  db: Rows,
  { slug }: { slug: string },
  { cause, happenedAt, words }: Noticed,
  now: Date,
): Promise<string> {
  const description = `${DESCRIPTIONS[cause]} ${words}`;
  const { content, contentHash } = bound({
    title: `${TITLES[cause]}: ${slug}`,
    description,
    suspected: null,
  });
  const id = await db.insert(Incident, {
    mode: 'live',
    phase: 'reported',
    occurredFrom: happenedAt,
    occurredTo: null,
    detectedAt: now,
    awareAt: now,
    declaredAt: now,
    declaredBy: null,
    account: content,
    contentHash,
  });
  const entry = { incidentId: id, recordedAt: now, happenedAt: now };
  await enter(db, { ...entry, kind: 'phase', detail: 'reported' });
  await enter(db, { ...entry, kind: 'awareness' });
  return id;
}
