/** Anything that keeps a key from being used or a sealed datum from being opened; `code` is stable and safe to show. */
export abstract class EncryptionError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The key that a sealed datum names is not at hand, or its file is damaged. */
export class KeysMissing extends EncryptionError {
  readonly code = 'keys-missing';

  constructor(
    message = 'The key that this datum is sealed under is not at hand; restore the key store.',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The root key's epoch is unknown to the key ring, or was destroyed. */
export class WrongEpoch extends EncryptionError {
  readonly code = 'wrong-epoch';

  constructor(
    message = 'The key ring does not hold this epoch: it was destroyed, or belongs to another key ring.',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The subject's key was destroyed by an erasure (Art. 17); nothing brings the datum back. */
export class SubjectErased extends EncryptionError {
  readonly code = 'subject-erased';

  constructor(
    message = 'This person was erased; the datum cannot be opened any more.',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The sealed bytes are not those that were sealed here: changed, cut, moved from another row, or of an unknown version. */
export class TamperedCiphertext extends EncryptionError {
  readonly code = 'tampered-ciphertext';

  constructor(
    message = 'This datum is not the one that was sealed here; restore it from a backup and report an incident.',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The key provider or the random source cannot be used now; nothing was written in plain text. */
export class KeyProviderDown extends EncryptionError {
  readonly code = 'key-provider-down';

  constructor(message = 'The key provider does not answer; try again when it does.', options?: ErrorOptions) {
    super(message, options);
  }
}
