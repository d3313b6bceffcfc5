import { evidenceMonths, evidenceMonthsAt } from './evidence-months.js';

it('keeps evidence for five years, by rows that follow each other without a gap', () => {
  expect(evidenceMonthsAt(new Date('2026-11-26T12:00:00Z'))).toBe(60);
  expect(evidenceMonthsAt(new Date('2017-01-01T00:00:00Z'))).toBe(60);
  for (const [i, row] of evidenceMonths.slice(1).entries())
    expect(row.validFrom).toBe(evidenceMonths[i]?.validTo);
});
