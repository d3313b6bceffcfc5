import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Scope } from '../database/scope.js';
import { KeysMissing } from './errors.js';
import { unwrapUnder } from './file-key-ring.js';
import type { KeyRing } from './key-ring.js';
import { libraryKeyContext, type KeyPurpose } from './key-store.js';
import { unwrapKey } from './wrap.js';

/**
 * A line of a key export, which is JSON by lines: whatever opens the data when ring and key tables are lost. With it goes
 * what an older backup cannot know of those who were erased since: how far the erasure ledger was, and whom imports
 * must not bring back.
 */
export type ExportLine =
  | { kind: 'export'; version: 1; madeAt: string; epochs: number[] }
  | { kind: 'root'; epoch: number; key: string }
  | { kind: 'ledger'; key: string }
  | { kind: 'library'; libraryId: string; epoch: number; use: 'wrapping' | 'index'; wrapped: string }
  | {
      kind: 'sealing';
      libraryId: string;
      holderId: string;
      purpose: KeyPurpose;
      kid: string;
      epoch: number;
      wrapped: string;
    }
  | {
      kind: 'suppression';
      libraryId: string;
      id: string;
      subjectId: string;
      token: string;
      expiresAt: string;
    }
  | { kind: 'erasures'; libraryId: string; seq: number; hash: string }
  | { kind: 'end'; lines: number };

const PAGE = 5_000;

/** Root keys, the key that signs the ledger, each library's keys, then every sealing key, a page in memory at a time. */
export async function* exportLines(
  { epochs, madeAt, ring }: { epochs: number[]; madeAt: Date; ring: KeyRing },
  libraries: string[],
  inLibrary: <T>(id: string, work: (scope: Scope) => Promise<T>) => Promise<T>,
): AsyncGenerator<ExportLine> {
  let lines = 1;
  yield { kind: 'export', version: 1, madeAt: madeAt.toISOString(), epochs };
  for (const epoch of epochs) {
    lines += 1;
    yield { kind: 'root', epoch, key: (await ring.copyOf(epoch)).toString('base64') };
  }
  const ledgerKey = await ring.ledgerKey();
  if (ledgerKey) {
    lines += 1;
    yield { kind: 'ledger', key: ledgerKey.toString('base64') };
  }
  for (const libraryId of libraries) {
    for (const line of await inLibrary(libraryId, (scope) => libraryLines(scope, epochs))) {
      lines += 1;
      yield line;
    }
    let after: [string, string] | undefined = ['00000000-0000-0000-0000-000000000000', ''];
    while (after) {
      const from: [string, string] = after;
      const page = await inLibrary(libraryId, (scope) => sealingLines(scope, epochs, from));
      lines += page.length;
      yield* page;
      const last = page.at(-1);
      after = page.length === PAGE && last?.kind === 'sealing' ? [last.holderId, last.purpose] : undefined;
    }
    for await (const line of erasedLines(libraryId, inLibrary)) {
      lines += 1;
      yield line;
    }
  }
  yield { kind: 'end', lines: lines + 1 };
}

async function libraryLines(scope: Scope, epochs: number[]): Promise<ExportLine[]> {
  const { rows } = await scope.tell<{ epoch: number; use: 'wrapping' | 'index'; wrapped: Buffer }>({
    text: `select epoch, kind as use, wrapped from library_key where library_id = $1 and epoch = any($2) order by epoch, kind`,
    values: [scope.libraryId, epochs],
  });
  return rows.map(({ epoch, use, wrapped }) => ({
    kind: 'library',
    libraryId: scope.libraryId,
    epoch,
    use,
    wrapped: wrapped.toString('base64'),
  }));
}

async function sealingLines(scope: Scope, epochs: number[], after: [string, string]): Promise<ExportLine[]> {
  const { rows } = await scope.tell<{
    holderId: string;
    purpose: KeyPurpose;
    kid: Buffer;
    epoch: number;
    wrapped: Buffer;
  }>({
    text: `select holder_id as "holderId", purpose, kid, epoch, wrapped from sealing_key
           where library_id = $1 and epoch = any($2) and (holder_id, purpose) > ($3::uuid, $4)
           order by holder_id, purpose limit ${PAGE}`,
    values: [scope.libraryId, epochs, ...after],
  });
  return rows.map(({ kid, wrapped, ...row }) => ({
    kind: 'sealing',
    libraryId: scope.libraryId,
    ...row,
    kid: kid.toString('base64'),
    wrapped: wrapped.toString('base64'),
  }));
}

async function* erasedLines(
  libraryId: string,
  inLibrary: <T>(id: string, work: (scope: Scope) => Promise<T>) => Promise<T>,
): AsyncGenerator<ExportLine> {
  yield* await inLibrary(libraryId, headLines);
  let after: string | undefined = '00000000-0000-0000-0000-000000000000';
  while (after) {
    const from: string = after;
    const page = await inLibrary(libraryId, (scope) => suppressionLines(scope, from));
    yield* page;
    after = page.length === PAGE ? page.at(-1)?.id : undefined;
  }
}

async function headLines(scope: Scope): Promise<ExportLine[]> {
  const { rows } = await scope.tell<{ seq: number; hash: string }>({
    text: `select seq::float8 as seq, encode(hash, 'hex') as hash from erasure_ledger_head where library_id = $1 and seq > 0`,
    values: [scope.libraryId],
  });
  return rows.map((row) => ({ kind: 'erasures', libraryId: scope.libraryId, ...row }));
}

async function suppressionLines(scope: Scope, after: string) {
  const { rows } = await scope.tell<{ id: string; subjectId: string; token: Buffer; expiresAt: Date }>({
    text: `select id, subject_id as "subjectId", token, expires_at as "expiresAt" from suppression_token
           where library_id = $1 and id > $2 order by id limit ${PAGE}`,
    values: [scope.libraryId, after],
  });
  return rows.map(({ id, subjectId, token, expiresAt }) => ({
    kind: 'suppression' as const,
    libraryId: scope.libraryId,
    id,
    subjectId,
    token: token.toString('base64'),
    expiresAt: expiresAt.toISOString(),
  }));
}

/** Proves of an export, line by line, that it is whole and that its own root keys open every key in it. */
export class ExportProof {
  private readonly roots = new Map<number, Buffer>();
  private readonly wrapping = new Map<string, KeyObject>();
  private lines = 0;
  private isWhole = false;

  /** @throws KeysMissing or another encryption error on the first line that does not serve. */
  take(text: string): void {
    const line = JSON.parse(text) as ExportLine;
    this.lines += 1;
    switch (line.kind) {
      case 'export':
      case 'ledger':
      case 'suppression':
      case 'erasures':
        return;
      case 'root':
        this.roots.set(line.epoch, Buffer.from(line.key, 'base64'));
        return;
      case 'library':
        this.takeLibrary(line);
        return;
      case 'sealing':
        this.takeSealing(line);
        return;
      case 'end':
        this.isWhole = line.lines === this.lines;
    }
  }

  /** @throws KeysMissing when lines are missing at the end or in between. */
  end(): void {
    if (!this.isWhole) throw new KeysMissing('The key export is not whole; make another.');
  }

  private takeLibrary({ libraryId, epoch, use, wrapped }: ExportLine & { kind: 'library' }) {
    const root = this.roots.get(epoch);
    if (!root) throw new KeysMissing(`The key export lacks the root key of epoch ${epoch}.`);
    const aad = libraryKeyContext(libraryId, use);
    const key = unwrapUnder(root, epoch, Buffer.from(wrapped, 'base64'), aad);
    if (use === 'wrapping') this.wrapping.set(`${libraryId}/${epoch}`, createSecretKey(key));
  }

  private takeSealing(line: ExportLine & { kind: 'sealing' }) {
    const { libraryId, holderId, purpose, epoch } = line;
    const wrapping = this.wrapping.get(`${libraryId}/${epoch}`);
    if (!wrapping) throw new KeysMissing(`The key export lacks a library's key of epoch ${epoch}.`);
    const [kid, wrapped] = [line.kid, line.wrapped].map((bytes) => Buffer.from(bytes, 'base64'));
    if (kid && wrapped) unwrapKey(wrapping, { libraryId, holderId, purpose, epoch }, kid, wrapped);
  }
}
