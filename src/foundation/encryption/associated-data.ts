// One buffer for all, because an allocation for each seal costs more than copying the ids; every caller is synchronous and done with it before the next.
const scratch = Buffer.allocUnsafeSlow(4096);

/**
 * Encodes what a ciphertext is bound to: `label ‖ 0x00 ‖ header ‖ parts`, each part behind its u16 length so that no two lists encode alike.
 * The result is valid until the next call; throws `RangeError` when it would not fit into 4,096 bytes.
 */
export function associatedData(label: string, header: Buffer, parts: readonly (string | Buffer)[]): Buffer {
  let at = scratch.write(label, 'latin1');
  scratch[at++] = 0;
  at += header.copy(scratch, at);
  for (const part of parts) at = writePart(part, at);
  return scratch.subarray(0, at);
}

function writePart(part: string | Buffer, at: number): number {
  const start = at + 2;
  // Both `write` and `copy` cut what does not fit without a word, and cut parts would bind less than they say.
  const atMost = typeof part === 'string' ? part.length * 3 : part.length;
  if (start + atMost > scratch.length) throw new RangeError('The ids that a datum is bound to are too long.');
  const length = typeof part === 'string' ? scratch.write(part, start, 'utf8') : part.copy(scratch, start);
  scratch.writeUInt16BE(length, at);
  return start + length;
}
