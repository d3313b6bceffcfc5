import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import type { Scope } from '../database/scope.js';
import { notFound } from '../http/problem.js';
import { entryIdText, leafOfOpening, readOpening } from '../leaves/leaf.js';
import type { Rows } from '../records/rows.js';
import type { LogKeys } from './log-keys.js';
import {
  beginLog,
  BrokenLog,
  fetchTiles,
  latestCheckpoint,
  openLog,
  type LogRow,
  type Published,
} from './logs.js';
import { consistencyParts, consistencyProof, inclusionProof, pathOf, tilesFor } from './merkle.js';

/** What is handed out to be kept: docs/ledger.md, Proof documents. */
export interface ProofDocument<R extends object = object> {
  format: 'carrel-proof/1';
  type: 'receipt' | 'erasure-certificate' | 'evidence-pack' | 'incident-record';
  record: R & { entries: string[] };
  promise: string;
  proofs: string[];
}

interface Placed {
  id: string;
  leaf: Buffer;
  generation: number | null;
  seq: number | null;
}

/** What a library can show of its log: promises that bind it, and proofs that it kept them. */
export class Ledger {
  constructor(
    private readonly keys: LogKeys,
    /** The deployment's name, which begins the origin of every log. */
    private readonly deployment: string,
  ) {}

  /**
   * A proof document over a record, for whoever may read the openings' payloads: signed at once, with the proofs of the
   * entries that are numbered by now.
   * @throws BrokenLog when an opening does not open its entry
   */
  async document<R extends object>(
    db: Rows,
    type: ProofDocument['type'],
    record: R,
    openings: Buffer[],
    now: Date,
  ): Promise<ProofDocument<R>> {
    const entries = openings.map((opening) => entryIdText(readOpening(opening).entryId));
    const whole = { entries, ...record };
    return {
      format: 'carrel-proof/1',
      type,
      record: whole,
      promise: await this.promise(db.scope, whole, now),
      proofs: (await this.proofs(db.scope, openings)).filter((proof) => proof !== null),
    };
  }

  /** For each opening the proof that the log includes its entry, or null while it is not numbered. */
  async proofs(scope: Scope, openings: Buffer[]): Promise<(string | null)[]> {
    const placed = await placedEntries(scope, openings);
    const proofs = new Map<string, string>();
    for (const generation of new Set([...placed.values()].flatMap((entry) => entry.generation ?? []))) {
      const checkpoint = await latestCheckpoint(scope, generation);
      if (!checkpoint) throw new BrokenLog(`generation ${generation} has no checkpoint`);
      const numbered = [...placed.values()].filter((entry) => entry.generation === generation);
      for (const [id, lines] of await pathsOf(scope, checkpoint, numbered)) proofs.set(id, lines);
    }
    return openings.map((opening) => {
      const proof = proofs.get(entryIdText(readOpening(opening).entryId));
      return proof === undefined
        ? null
        : `c2sp.org/tlog-proof@v1\nextra ${opening.toString('base64')}\n${proof}`;
    });
  }

  /** The proof that the tree of `to` entries of a log continues the one of `from`. @throws 404 outside the log */
  async consistency(scope: Scope, log: LogRow, from: number, to: number): Promise<Buffer[]> {
    if (!(from >= 1 && from <= to && to <= log.size)) throw notFound();
    const tiles = await fetchTiles(scope, log.generation, tilesFor(consistencyParts(from, to)));
    return consistencyProof(from, to, tiles);
  }

  /** The log that goes on; where no entry was numbered yet it begins with the promise. */
  private async logOf(scope: Scope): Promise<LogRow> {
    const log =
      (await openLog(scope)) ??
      (await beginLog(scope, this.keys, `${this.deployment}/${scope.libraryId}`, 1)) ??
      (await openLog(scope));
    if (!log) throw new BrokenLog('The log has ended and the next generation has not begun.');
    return log;
  }

  private async promise(scope: Scope, record: object, now: Date): Promise<string> {
    const log = await this.logOf(scope);
    const digest = hash('sha256', canonicalize(record) ?? '', 'buffer').toString('base64');
    return this.keys
      .signerOf(log.origin)
      .sign(`carrel-promise-v1\n${log.origin}\n${digest}\n${now.toISOString()}\n`);
  }
}

/** The entries that openings open. @throws BrokenLog when one does not */
async function placedEntries(scope: Scope, openings: Buffer[]): Promise<Map<string, Placed>> {
  const wanted = new Map(openings.map((opening) => [entryIdText(readOpening(opening).entryId), opening]));
  const { rows } = await scope.tell<Placed>({
    name: 'ledger_entries_placed',
    text: `select id, leaf, generation, seq::float8 as seq from ledger_entry where library_id = $1 and id = any($2::uuid[])`,
    values: [scope.libraryId, [...wanted.keys()]],
  });
  for (const [id, opening] of wanted)
    if (!rows.find((row) => row.id === id)?.leaf.equals(leafOfOpening(opening)))
      throw new BrokenLog(`entry ${id} is not what it was opened as`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The lines of each entry's proof after `extra`. */
async function pathsOf(scope: Scope, checkpoint: Published, entries: Placed[]): Promise<Map<string, string>> {
  const { generation, size, note } = checkpoint;
  const seqs = entries.flatMap(({ id, seq }) => (seq === null ? [] : [{ id, seq }]));
  const parts = seqs.flatMap(({ seq }) => pathOf(seq, size));
  const tiles = await fetchTiles(scope, generation, tilesFor(parts));
  return new Map(
    seqs.map(({ id, seq }) => {
      const path = inclusionProof(seq, size, tiles).map((one) => `${one.toString('base64')}\n`);
      return [id, `index ${seq}\n${path.join('')}\n${note}`];
    }),
  );
}
