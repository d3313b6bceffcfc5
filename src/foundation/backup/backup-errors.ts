/** A backup, or what has to stand beside it, is not what a restore needs; the message says what is missing. */
export class NotRestored extends Error {
  override name = 'NotRestored';
}

/** A backup cannot be made, or the one at hand is not whole. */
export class BrokenBackup extends Error {
  override name = 'BrokenBackup';
}
