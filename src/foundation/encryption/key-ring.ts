/** The root keys, one for each epoch, kept outside every database and backup; all methods throw `KeyProviderDown` when the provider fails. */
export interface KeyRing {
  /** The epochs that can be used, oldest first. */
  epochs(): Promise<number[]>;

  /** Makes the next epoch durable and gives its number, never used before; processes that ask at the same moment are given the same one. */
  createEpoch(): Promise<number>;

  /** Wraps key bytes under an epoch's root key, bound to `aad`; throws `WrongEpoch` when the epoch is unknown or destroyed. */
  wrap(epoch: number, bytes: Buffer, aad: Buffer): Promise<Buffer>;

  /** Gives the key bytes back; throws `WrongEpoch` when the epoch is unknown, destroyed or another one, `TamperedCiphertext` when bytes or `aad` differ. */
  unwrap(epoch: number, wrapped: Buffer, aad: Buffer): Promise<Buffer>;

  /** A copy of an epoch's root key for the operator's key export; throws `WrongEpoch` when the epoch is unknown or destroyed. */
  copyOf(epoch: number): Promise<Buffer>;

  /** The 32 bytes that the ledger's signing keys come from, which lie in the same place; null where none were made. */
  ledgerKey(): Promise<Buffer | null>;

  /** Makes the ledger's key; processes that ask at the same moment are given the same one. */
  createLedgerKey(): Promise<void>;

  /** Destroys an epoch's root key for ever; safe to repeat, also after a kill half-way. */
  destroyEpoch(epoch: number): Promise<void>;
}
