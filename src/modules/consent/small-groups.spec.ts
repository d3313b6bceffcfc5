import fc from 'fast-check';
import { FEWEST, withoutSmallGroups } from './small-groups.js';

const few = fc.integer({ min: 0, max: FEWEST - 1 });
const many = fc.integer({ min: FEWEST, max: 100_000 });
const count = fc.oneof(few, many);
const row = fc.record({
  week: fc.constantFrom('2026-W01', '2026-W02'),
  given: count,
  refused: count,
  withdrawn: count,
});
type Row = { week: string; given: number; refused: number; withdrawn: number };

it('tells five and more exactly, and nothing below', () => {
  const rows = [
    { week: '2026-W01', given: 5, refused: 4, withdrawn: 0 },
    { week: '2026-W02', given: 4, refused: 4, withdrawn: 4 },
    { week: '2026-W03', given: 0, refused: 0, withdrawn: 120 },
  ];
  expect(withoutSmallGroups(rows)).toEqual([
    { week: '2026-W01', given: 5, refused: null, withdrawn: null },
    { week: '2026-W03', given: null, refused: null, withdrawn: 120 },
  ]);
});

it('tells no number below five, and none that is not true', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const all = new Set(rows.flatMap(({ given, refused, withdrawn }) => [given, refused, withdrawn]));
      for (const { given, refused, withdrawn } of withoutSmallGroups(rows))
        for (const number of [given, refused, withdrawn])
          expect(number === null || (number >= FEWEST && all.has(number))).toBe(true);
    }),
  );
});

it('says the same whatever the hidden numbers are: nothing about them can be computed', () => {
  const hidden = fc.array(fc.tuple(few, few, few), { minLength: 50, maxLength: 50 });
  const other = (one: number, instead: number) => (one < FEWEST ? instead : one);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), hidden, (rows, instead) => {
      const disguised = rows.map(({ week, given, refused, withdrawn }, i): Row => {
        const [a, b, c] = instead[i] ?? [0, 0, 0];
        return { week, given: other(given, a), refused: other(refused, b), withdrawn: other(withdrawn, c) };
      });
      expect(withoutSmallGroups(disguised)).toEqual(withoutSmallGroups(rows));
    }),
  );
});
