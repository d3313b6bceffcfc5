import fc from 'fast-check';
import { Pieces } from './pieces.js';

describe('pieces', () => {
  it('put together are what came in, whatever its parts', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 24 }),
        (incoming, size, first) => {
          const pieces = new Pieces(size, first);
          const cut = incoming.flatMap((part) =>
            Array.from(pieces.cut(Buffer.from(part)), (piece) => Buffer.from(piece)),
          );
          const lengths = cut.map((piece) => piece.length);

          expect(Buffer.concat([...cut, pieces.rest()])).toEqual(Buffer.concat(incoming));
          expect(lengths).toEqual(lengths.map((_, at) => (at === 0 ? first : size)));
          expect(pieces.rest().length).toBeLessThan(cut.length === 0 ? first : size);
        },
      ),
    );
  });

  it('that arrive whole are not copied', () => {
    const incoming = Buffer.alloc(64);

    expect([...new Pieces(32).cut(incoming)].every((piece) => piece.buffer === incoming.buffer)).toBe(true);
  });
});
