import type { KeyObject } from 'node:crypto';
import { createSecretKey, randomBytes } from 'node:crypto';
import type { Scope } from '../database/scope.js';
import { DataKey } from './data-key.js';
import { KeysMissing, WrongEpoch } from './errors.js';
import type { KeyRing } from './key-ring.js';
import { unwrapKey, wrapKey } from './wrap.js';

export type KeyPurpose = 'main' | 'evidence' | 'content';

/** A wrapped key as its row holds it. */
export interface WrappedKey {
  holderId: string;
  purpose: KeyPurpose;
  kid: Buffer;
  epoch: number;
  wrapped: Buffer;
}

/** A library's keys of every live epoch. */
export interface LibraryKeys {
  current: number;
  wrapping: Map<number, KeyObject>;
  index: Map<number, KeyObject>;
}

// With the ring's own five seconds this keeps a destroyed key usable for less than a minute.
const REMEMBERED_MS = 20_000;
const REMEMBERED_KEYS = 20_000;

/**
 * Keys that seal, unwrapped in memory for at most a minute. It never decides whether a subject may be read: callers
 * fetch the wrapped key with the subject's state each time, and only the unwrapping is remembered.
 */
export class KeyStore {
  private readonly libraries = new Map<string, { keys: Promise<LibraryKeys>; until: number }>();
  private readonly unwrapped = new Map<string, { key: DataKey; until: number }>();
  private readonly content = new Map<string, { key: Promise<DataKey>; until: number }>();
  /** What a transaction has read and keeps from being destroyed until it ends. */
  private readonly fresh = new WeakMap<Scope, Promise<LibraryKeys>>();

  constructor(readonly ring: KeyRing) {}

  /** The library's keys; concurrent callers share one load. `fresh`: as this transaction reads them, for writers of indexes and keys. */
  async library(scope: Scope, fresh = false): Promise<LibraryKeys> {
    if (fresh) return this.loadOnce(scope);
    const known = this.libraries.get(scope.libraryId);
    if (known && known.until > Date.now()) return known.keys;
    const keys = this.load(scope);
    this.libraries.set(scope.libraryId, { keys, until: Date.now() + REMEMBERED_MS });
    keys.catch(() => this.libraries.delete(scope.libraryId));
    return keys;
  }

  /** @throws WrongEpoch when the key's epoch is destroyed; TamperedCiphertext when the record was changed. */
  async unwrap(scope: Scope, row: WrappedKey): Promise<DataKey> {
    // The binding of the record stands in the name: what is remembered for one holder opens nothing of another.
    const name = `${scope.libraryId}/${row.holderId}/${row.purpose}/${row.epoch}/${row.kid.toString('base64')}`;
    const known = this.unwrapped.get(name);
    if (known && known.until > Date.now()) return known.key;
    const wrapping = await this.wrappingKey(scope, row.epoch);
    if (!wrapping) return this.unwrapMoved(scope, row);
    const context = {
      libraryId: scope.libraryId,
      holderId: row.holderId,
      purpose: row.purpose,
      epoch: row.epoch,
    };
    const key = unwrapKey(wrapping, context, row.kid, row.wrapped);
    if (this.unwrapped.size >= REMEMBERED_KEYS)
      this.unwrapped.delete(this.unwrapped.keys().next().value ?? '');
    this.unwrapped.set(name, { key, until: Date.now() + REMEMBERED_MS });
    return key;
  }

  /** Makes keys for a holder under the library's current epoch; the caller's transaction keeps them. */
  async create(scope: Scope, holderId: string, purposes: KeyPurpose[]): Promise<Map<KeyPurpose, DataKey>> {
    const library = await this.library(scope, true);
    const made = new Map(purposes.map((purpose) => [purpose, DataKey.generate()]));
    const wrapped = [...made].map(([purpose, key]) => this.wrap(scope, library, holderId, purpose, key));
    await scope.tell({
      name: 'new_keys',
      text: `insert into sealing_key (library_id, holder_id, purpose, kid, epoch, wrapped)
             select $1, $2, purpose, kid, $3, wrapped from unnest($4::text[], $5::bytea[], $6::bytea[]) as k(purpose, kid, wrapped)`,
      values: [
        scope.libraryId,
        holderId,
        library.current,
        purposes,
        [...made.values()].map(({ kid }) => kid),
        wrapped,
      ],
    });
    return made;
  }

  /** A record of the key under the given epoch's wrapping key, for creation and re-wrapping. */
  wrap(
    scope: Scope,
    library: LibraryKeys,
    holderId: string,
    purpose: KeyPurpose,
    key: DataKey,
    epoch = library.current,
  ): Buffer {
    const wrapping = library.wrapping.get(epoch);
    if (!wrapping) throw new WrongEpoch(`epoch ${epoch} has no wrapping key in this library`);
    return wrapKey(wrapping, { libraryId: scope.libraryId, holderId, purpose, epoch }, key);
  }

  /** The stable key of a library's content. Never erased, so it may be remembered without a look at a state. */
  async contentKey(scope: Scope): Promise<DataKey> {
    const known = this.content.get(scope.libraryId);
    if (known && known.until > Date.now()) return known.key;
    const key = this.loadContentKey(scope);
    this.content.set(scope.libraryId, { key, until: Date.now() + REMEMBERED_MS });
    key.catch(() => this.content.delete(scope.libraryId));
    return key;
  }

  /** Gives a new library its first wrapping and index keys and its content key. */
  async found(scope: Scope): Promise<void> {
    const epochs = await this.ring.epochs();
    const epoch = epochs.at(-1) ?? (await this.ring.createEpoch());
    await this.addEpoch(scope, epoch);
    await this.create(scope, scope.libraryId, ['content']);
  }

  /** Adds wrapping and index keys of an epoch to the library; does nothing where they are. */
  async addEpoch(scope: Scope, epoch: number): Promise<void> {
    for (const kind of ['wrapping', 'index'] as const) {
      const wrapped = await this.ring.wrap(epoch, randomBytes(32), libraryKeyContext(scope.libraryId, kind));
      await scope.tell({
        text: `insert into library_key (library_id, epoch, kind, wrapped) values ($1, $2, $3, $4) on conflict do nothing`,
        values: [scope.libraryId, epoch, kind, wrapped],
      });
    }
    this.libraries.delete(scope.libraryId);
    this.fresh.delete(scope);
  }

  /** Forgets what is remembered, of one library or of all: after an erasure, a tick or a restore. */
  forget(libraryId?: string) {
    if (libraryId) {
      this.libraries.delete(libraryId);
      this.content.delete(libraryId);
    } else {
      this.libraries.clear();
      this.content.clear();
    }
    this.unwrapped.clear();
  }

  /** A tick may move a key to the next epoch between the statement that read it and now. */
  private async unwrapMoved(scope: Scope, row: WrappedKey): Promise<DataKey> {
    const { rows } = await scope.tell<Pick<WrappedKey, 'epoch' | 'wrapped'>>({
      name: 'moved_key',
      text: `select epoch, wrapped from sealing_key
             where library_id = $1 and holder_id = $2 and purpose = $3 and kid = $4 and epoch > $5`,
      values: [scope.libraryId, row.holderId, row.purpose, row.kid, row.epoch],
    });
    const [moved] = rows;
    if (!moved) throw new WrongEpoch(`epoch ${row.epoch} is not among the library's live epochs`);
    return this.unwrap(scope, { ...row, ...moved });
  }

  private async wrappingKey(scope: Scope, epoch: number): Promise<KeyObject | undefined> {
    const remembered = (await this.library(scope)).wrapping.get(epoch);
    if (remembered) return remembered;
    this.libraries.delete(scope.libraryId);
    return (await this.library(scope)).wrapping.get(epoch);
  }

  private loadOnce(scope: Scope): Promise<LibraryKeys> {
    const keys = this.fresh.get(scope) ?? this.load(scope);
    this.fresh.set(scope, keys);
    return keys;
  }

  private async load(scope: Scope): Promise<LibraryKeys> {
    const { rows } = await scope.tell<{ epoch: number; kind: 'wrapping' | 'index'; wrapped: Buffer }>({
      name: 'library_keys',
      text: `select epoch, kind, wrapped from library_key where library_id = $1 order by epoch for key share`,
      values: [scope.libraryId],
    });
    const keys: LibraryKeys = { current: 0, wrapping: new Map(), index: new Map() };
    for (const row of rows) {
      const secret = await this.ring.unwrap(
        row.epoch,
        row.wrapped,
        libraryKeyContext(scope.libraryId, row.kind),
      );
      keys[row.kind].set(row.epoch, createSecretKey(secret));
      secret.fill(0);
      keys.current = row.epoch;
    }
    if (!rows.length) throw new KeysMissing('the library has no keys');
    return keys;
  }

  private async loadContentKey(scope: Scope): Promise<DataKey> {
    const { rows } = await scope.tell<WrappedKey>({
      name: 'content_key',
      text: `select holder_id as "holderId", purpose, kid, epoch, wrapped from sealing_key
             where library_id = $1 and holder_id = $1 and purpose = 'content'`,
      values: [scope.libraryId],
    });
    if (!rows[0]) throw new KeysMissing('the library has no content key');
    return this.unwrap(scope, rows[0]);
  }
}

/** What a library's wrapping or index key is bound to under the root key. */
export function libraryKeyContext(libraryId: string, kind: string): Buffer {
  return Buffer.from(`carrel-library-key-v1\0${libraryId}\0${kind}`);
}
