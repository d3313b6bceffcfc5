import { uuidOf } from './bytes.js';
import { canonical } from './canonical.js';
import { checkpointSignedBy } from './checkpoint.js';
import { closedEntry, openingIn, payloadIn } from './entry.js';
import { exactly, listAt, objectIn, textAt, textsAt } from './fields.js';
import { jsonIn, type Json, type JsonObject } from './json.js';
import type { KnownKeys } from './keys.js';
import { checkInclusion, leafHash } from './merkle.js';
import type { Primitives } from './primitives.js';
import { checkContents, eventsIn } from './incident-record.js';
import { checkPromise, type Promised } from './promise.js';
import { Refusal, within } from './refusal.js';
import { fact, type Fact } from './saying.js';
import { tlogProof } from './tlog-proof.js';
import { originIn } from './verifier-key.js';

export const PROOF_FORMAT = 'carrel-proof/1';
const TYPES = ['receipt', 'erasure-certificate', 'evidence-pack', 'incident-record'] as const;
const MOST_ENTRIES = 100_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What the verifier stands on: cryptography, and the keys known from elsewhere. */
export interface Trust {
  primitives: Primitives;
  keys: KnownKeys;
}

/** A proof document that holds. */
export interface CheckedProof {
  type: (typeof TYPES)[number];
  record: JsonObject;
  facts: Fact[];
}

/**
 * Checks a receipt, an erasure certificate, a part of an incident's record or the list of an evidence pack.
 * @throws {Refusal} that names the first thing in it that does not hold.
 */
export function checkProof(trust: Trust, text: string): CheckedProof {
  const document = objectIn(jsonIn(text));
  if (document.get('format') !== PROOF_FORMAT)
    throw new Refusal('otherFormat', { known: PROOF_FORMAT }, { field: 'format' });
  exactly(document, ['format', 'type', 'record', 'promise', 'proofs']);
  const type = typeOf(textAt(document, 'type'));
  const record = objectIn(document.get('record'), 'record');
  const entries = within({ part: 'record' }, () => entriesOf(type, record));
  const promised = within({ part: 'promise' }, () =>
    checkPromise(trust, textAt(document, 'promise'), record),
  );
  const proofs = textsAt(document, 'proofs');
  const included = checkProofs(trust, { entries, proofs, promised, events: eventsOf(type, record, entries) });
  const about = { library: promised.origin.library, count: entries.length };
  const closed =
    type === 'incident-record' ? within({ part: 'record' }, () => checkContents(trust, record)) : 0;
  const waiting = entries.length - proofs.length;
  return {
    type,
    record,
    facts: [
      fact(type, about),
      fact('promised', { origin: promised.name, instant: promised.instant }),
      ...included,
      ...(closed ? [fact('contentsClosed', { count: closed })] : []),
      ...(waiting ? [fact('promiseOnly', { count: waiting, of: entries.length })] : []),
    ],
  };
}

function typeOf(text: string): CheckedProof['type'] {
  const type = TYPES.find((one) => one === text);
  if (!type) throw new Refusal('otherType', { known: TYPES.join(', ') }, { field: 'type' });
  return type;
}

function entriesOf(type: CheckedProof['type'], record: JsonObject): string[] {
  const entries = textsAt(record, 'entries');
  entries.forEach((id, i) => {
    if (!UUID.test(id)) throw new Refusal('notUuid', {}, { field: `entries/${i}` });
  });
  if (new Set(entries).size < entries.length) throw new Refusal('entryTwice', {}, { field: 'entries' });
  const fits = {
    receipt: entries.length === 1,
    'erasure-certificate': entries.length > 0,
    'evidence-pack': true,
    'incident-record': true,
  };
  if (entries.length > MOST_ENTRIES || !fits[type])
    throw new Refusal('wrongCount', { count: entries.length }, { field: 'entries' });
  return entries;
}

/** What the record says that the entries hold, in their order; a pack says nothing of the kind. */
function eventsOf(type: CheckedProof['type'], record: JsonObject, entries: string[]): Json[] | undefined {
  return within({ part: 'record' }, () => {
    if (type === 'evidence-pack') return undefined;
    if (type === 'receipt') return [objectIn(record.get('event'), 'event')];
    const events = type === 'incident-record' ? eventsIn(record) : [...listAt(record, 'events')];
    if (events.length !== entries.length)
      throw new Refusal('wrongCount', { count: events.length }, { field: 'events' });
    return events;
  });
}

interface Claims {
  entries: string[];
  proofs: string[];
  promised: Promised;
  events: Json[] | undefined;
}

function checkProofs(trust: Trust, { entries, proofs, promised, events }: Claims): Fact[] {
  if (proofs.length > entries.length)
    throw new Refusal('wrongCount', { count: proofs.length }, { field: 'proofs' });
  let place = -1;
  return proofs.map((text, i) =>
    within({ proof: i + 1 }, () => {
      const { id, payload, told } = checkOne(trust, promised, text);
      const at = entries.indexOf(id, place + 1);
      if (at < 0) throw new Refusal('otherEntry', { found: id });
      place = at;
      if (events && canonical(events[at] ?? null) !== canonical(payload))
        throw new Refusal('otherEvent', { entry: id });
      return told;
    }),
  );
}

/** One proof: the payload is the entry's, the entry stands in the log, and the log signed for it. */
function checkOne({ primitives, keys }: Trust, { origin }: Promised, text: string) {
  const { extra, index, hashes, checkpoint: unchecked } = tlogProof(text);
  const found = originIn(unchecked.origin);
  if (found.log !== origin.log)
    throw new Refusal('otherLog', { found: unchecked.origin, origin: origin.log });
  const key = keys.of(unchecked.origin);
  const checkpoint = within({ part: 'checkpoint' }, () => checkpointSignedBy(primitives, key, unchecked));
  const opening = within({ part: 'extra' }, () => openingIn(extra));
  const leaf = leafHash(primitives, closedEntry(primitives, opening));
  checkInclusion(primitives, { index, leaf, proof: hashes }, checkpoint);
  const payload = within({ part: 'payload' }, () => payloadIn(opening.payload, origin.library));
  const id = uuidOf(opening.id);
  const told = fact('included', {
    id,
    kind: textAt(payload, 'kind'),
    index,
    size: checkpoint.size,
    origin: checkpoint.origin,
  });
  return { id, payload, told };
}
