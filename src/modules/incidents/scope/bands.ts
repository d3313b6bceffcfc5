/** How sure it is that a reader was hit: named by what was asked about; near to it; or only not to be ruled out. */
export const BANDS = ['confirmed', 'probable', 'possible'] as const;
export type Band = (typeof BANDS)[number];

/** The number under which a reader's surest band is kept. */
export const bandNumber = (band: Band): number => BANDS.indexOf(band) + 1;

/** Always three numbers: each holds those before it. */
export type Interval = Record<Band, number>;

/** The interval from how many readers have which surest band. */
export function intervalOf(surest: Partial<Interval>): Interval {
  const { confirmed = 0, probable = 0, possible = 0 } = surest;
  return { confirmed, probable: confirmed + probable, possible: confirmed + probable + possible };
}

/** The interval over several libraries; a reader of two is counted at each. */
export function summed(intervals: Interval[]): Interval {
  const of = (band: Band) => intervals.reduce((sum, one) => sum + one[band], 0);
  return { confirmed: of('confirmed'), probable: of('probable'), possible: of('possible') };
}
