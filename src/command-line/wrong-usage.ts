/** Something on the command line that does not fit; the message says what to write. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}
