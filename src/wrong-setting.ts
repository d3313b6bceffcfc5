/** A setting that is missing or wrong; the message says which one and what to write. */
export class WrongSetting extends Error {
  override name = 'WrongSetting';
}
