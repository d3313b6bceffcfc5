import { plainDate, plainDateIn, type PlainDate } from './plain-date.js';

/** For how long evidence of a breach is kept after it was taken, between two dates. */
export interface EvidenceMonths {
  readonly months: number;
  readonly validFrom: PlainDate;
  /** The first day on which the row no longer holds. */
  readonly validTo: PlainDate;
  readonly source: string;
}

/** No article names a period: it ends when neither a fine nor a claim can follow any more (Art. 5(1)(e), 33(5), 82). */
export const evidenceMonths: readonly EvidenceMonths[] = [
  {
    months: 60,
    validFrom: plainDate('2018-05-25'),
    validTo: plainDate('9999-12-31'),
    source:
      'The longest of the usual limitation periods: ES Código Civil Art. 1964(2) and FR Code civil Art. 2224, five years; DE BGB § 195, ' +
      'three; ES LO 3/2018 Art. 72, three for very serious infringements',
  },
];

/** How many months evidence is kept that was taken at an instant. */
export function evidenceMonthsAt(at: Date): number {
  const on = plainDateIn(at, 'UTC');
  return evidenceMonths.find((row) => row.validFrom <= on && on < row.validTo)?.months ?? LEAST;
}

/** Before the Regulation applied: as long as now. */
const LEAST = 60;
