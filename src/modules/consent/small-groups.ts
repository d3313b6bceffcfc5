/** How many readers decided so in one week on one text. */
export interface Decisions<N> {
  given: N;
  refused: N;
  withdrawn: N;
}

/** The smallest group that is told by its number: among fewer, one reader may recognise another. */
export const FEWEST = 5;

/**
 * Numbers that single nobody out: what is below five is null, and a row in which nothing else stands is left out, so
 * that none, one and four look alike. There are no totals from which a hidden number could be computed: each number
 * told depends on itself alone.
 */
export function withoutSmallGroups<T extends Decisions<number>>(
  rows: readonly T[],
): (Omit<T, keyof Decisions<number>> & Decisions<number | null>)[] {
  return rows
    .map((row) => ({
      ...row,
      given: told(row.given),
      refused: told(row.refused),
      withdrawn: told(row.withdrawn),
    }))
    .filter(isToldOf);
}

function told(count: number): number | null {
  return count < FEWEST ? null : count;
}

function isToldOf({ given, refused, withdrawn }: Decisions<number | null>): boolean {
  return given !== null || refused !== null || withdrawn !== null;
}
