/** How many readers one credential may open within an hour, where a library has set no number of its own. */
export const READERS_PER_HOUR = 1_000;

/** A number as it was set: for one credential, or for each without a number of its own. */
export interface Limit {
  credentialId: string | null;
  readersPerHour: number;
  setAt: Date;
}

/** The number that holds for a credential: its own, else the library's, else the common one; of each the latest. */
export function limitOf(limits: Limit[], credentialId: string | null): number {
  const latest = (of: string | null) =>
    limits
      .filter((one) => one.credentialId === of)
      .reduce<Limit | null>((last, one) => (last && last.setAt > one.setAt ? last : one), null);
  const own = credentialId === null ? null : latest(credentialId);
  return (own ?? latest(null))?.readersPerHour ?? READERS_PER_HOUR;
}
