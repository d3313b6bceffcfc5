import { KeyProviderDown } from './errors.js';
import { writeNonce } from './nonce.js';

describe('a nonce', () => {
  it('does not repeat in 200,000', () => {
    const seen = new Set<string>();
    const nonce = Buffer.alloc(12);
    for (let count = 0; count < 200_000; count++) {
      writeNonce(nonce, 0);
      seen.add(nonce.toString('latin1'));
    }

    expect(seen.size).toBe(200_000);
  });

  it('leaves the bytes around it alone', () => {
    const target = Buffer.alloc(20);
    writeNonce(target, 4);

    expect(target.subarray(0, 4)).toEqual(Buffer.alloc(4));
    expect(target.subarray(16)).toEqual(Buffer.alloc(4));
    expect(target.subarray(4, 16)).not.toEqual(Buffer.alloc(12));
  });

  it('stops all sealing when the random source repeats itself', () => {
    const stuck = (target: Buffer, offset: number, size: number) => target.fill(5, offset, offset + size);
    writeNonce(Buffer.alloc(12), 0, stuck);

    expect(() => writeNonce(Buffer.alloc(12), 0, stuck)).toThrow(KeyProviderDown);
  });
});
