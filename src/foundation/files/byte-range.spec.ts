import fc from 'fast-check';
import { rangeAsked } from './byte-range.js';

it('gives the bytes from the first to the last, both included', () => {
  expect(rangeAsked('bytes=0-4', 10)).toEqual({ start: 0, end: 4 });
});

it('ends an open range with the file, and starts a range from the back at its length', () => {
  expect(rangeAsked('bytes=7-', 10)).toEqual({ start: 7, end: 9 });
  expect(rangeAsked('bytes=-3', 10)).toEqual({ start: 7, end: 9 });
  expect(rangeAsked('bytes=-30', 10)).toEqual({ start: 0, end: 9 });
});

it('passes over what is no range of bytes, or several', () => {
  for (const header of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-2',
    'bytes=0-1,3-4',
    'lines=1-2',
    'bytes=a-b',
  ])
    expect(rangeAsked(header, 10)).toBeUndefined();
});

it('refuses a range that starts behind the end, and says how long the file is', () => {
  for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) {
    expect(() => rangeAsked(header, 10)).toThrow(
      expect.objectContaining({ headers: { 'content-range': 'bytes */10' } }),
    );
  }
});

it('never leaves the file', () => {
  const position = fc.oneof(fc.constant(''), fc.nat(30).map(String), fc.constant('99999999999999999999'));
  fc.assert(
    fc.property(position, position, fc.integer({ min: 1, max: 20 }), (first, last, size) => {
      let range;
      try {
        range = rangeAsked(`bytes=${first}-${last}`, size);
      } catch {
        return; // outside, which the test above looks at
      }
      if (!range) return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThan(size);
    }),
  );
});
