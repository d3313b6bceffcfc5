import fc from 'fast-check';
import { intervalOf } from './bands.js';
import { coverageOf, isStillWriting, merged, type Run } from './coverage.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, 0) + minute * 60_000);
const window = { from: at(0), to: at(100) };
const now = at(200);
const run = (given: Partial<Run>): Run => ({
  writtenTo: at(90), endedAt: at(90), lostFrom: null, lostTo: null, ...given,
}); // prettier-ignore

describe('the coverage of a window', () => {
  it('is whole where the log began before it and every process said its last word', () => {
    expect(coverageOf(window, at(-5), [run({})], now)).toEqual({ gaps: [], permille: 1000 });
  });

  it('begins with the first entry that is kept, and is nothing where there is none', () => {
    expect(coverageOf(window, at(25), [], now)).toEqual({
      gaps: [{ cause: 'before-the-log', from: at(0), to: at(25) }],
      permille: 750,
    });
    expect(coverageOf(window, null, [], now).permille).toBe(0);
  });

  it('lacks half a minute from when a killed process last said that all is written', () => {
    const { gaps } = coverageOf(window, at(-5), [run({ writtenTo: at(40), endedAt: null })], now);
    expect(gaps).toEqual([{ cause: 'killed', from: at(40), to: new Date(at(40).getTime() + 30_000) }]);
  });

  it('lacks what was too much to wait for', () => {
    const { gaps } = coverageOf(window, at(-5), [run({ lostFrom: at(10), lostTo: at(20) })], now);
    expect(gaps).toMatchObject([{ cause: 'overflowed', from: at(10) }]);
  });

  it('waits for a process that lives and has not written up to the end', () => {
    const living = run({ writtenTo: at(99.9), endedAt: null });
    expect(isStillWriting(living, window.to, at(100))).toBe(true);
    expect(isStillWriting(living, window.to, at(101))).toBe(false);
    expect(isStillWriting(run({ writtenTo: at(99.9) }), window.to, at(100))).toBe(false);
  });

  it('never grows with another gap, and counts no moment twice', () => {
    const minutes = fc.integer({ min: -50, max: 150 });
    const killed = fc.array(minutes.map((minute) => run({ writtenTo: at(minute), endedAt: null })));
    fc.assert(
      fc.property(killed, minutes, minutes, (runs, first, more) => {
        const before = coverageOf(window, at(first), runs, now);
        const after = coverageOf(
          window,
          at(first),
          [...runs, run({ writtenTo: at(more), endedAt: null })],
          now,
        );
        expect(after.permille).toBeLessThanOrEqual(before.permille);
        expect(after.permille).toBeGreaterThanOrEqual(0);
        const spans = merged(after.gaps);
        for (const [i, { from }] of spans.entries())
          if (i) expect(from > (spans[i - 1]?.to ?? from)).toBe(true);
      }),
    );
  });
});

it('makes of readers by their surest band three numbers that each hold those before', () => {
  const many = fc.nat({ max: 1_000_000 });
  fc.assert(
    fc.property(many, many, many, (named, near, silent) => {
      const { confirmed, probable, possible } = intervalOf({
        confirmed: named,
        probable: near,
        possible: silent,
      });
      expect([confirmed, probable - confirmed, possible - probable]).toEqual([named, near, silent]);
    }),
  );
});
