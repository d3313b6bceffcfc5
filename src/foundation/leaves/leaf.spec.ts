import { createHmac } from 'node:crypto';
import { closedLeaf, entryIdText, leafOfOpening, openLeaf, payloadOf, readOpening } from './leaf.js';

const payload = payloadOf('consent', '018f3c1e-0000-7000-8000-000000000001', {
  fact: { version: Buffer.of(1, 2), recordedAt: new Date(0), servedAt: null },
});

it('states a fact with its kind and library, bytes in hexadecimal and instants in UTC', () => {
  expect(payload).toBe(
    '{"v":1,"kind":"consent","library":"018f3c1e-0000-7000-8000-000000000001",' +
      '"fact":{"version":"0102","recordedAt":"1970-01-01T00:00:00.000Z","servedAt":null}}',
  );
});

it('commits to a payload under a fresh salt, and to nothing that can be told without it', () => {
  const [one, two] = [closedLeaf(payload), closedLeaf(payload)];
  const { entryId, salt, payload: text } = readOpening(one.opening);

  expect(text).toBe(payload);
  expect(one.bytes).toHaveLength(49);
  expect(one.bytes.subarray(0, 17)).toEqual(Buffer.concat([Buffer.of(1), entryId]));
  expect(one.bytes.subarray(17)).toEqual(
    createHmac('sha256', salt).update(`carrel-leaf-v1\0${payload}`).digest(),
  );
  expect(two.bytes.subarray(17)).not.toEqual(one.bytes.subarray(17));
  expect(two.entryId).not.toEqual(one.entryId);
});

it('opens by its opening only, whichever bit of it is changed', () => {
  const { bytes, opening } = closedLeaf(payload);

  expect(leafOfOpening(opening)).toEqual(bytes);
  for (let i = 0; i < opening.length * 8; i += 1) {
    const other = Buffer.from(opening);
    other.writeUInt8(other.readUInt8(i >> 3) ^ (1 << (i & 7)), i >> 3);
    expect(leafOfOpening(other)).not.toEqual(bytes);
  }
});

it('holds what is open as it is, with its length before it', () => {
  const { entryId, bytes } = openLeaf('{"v":1}');

  expect(bytes).toEqual(
    Buffer.concat([Buffer.of(2), entryId, Buffer.of(0, 0, 0, 7), Buffer.from('{"v":1}')]),
  );
  expect(entryIdText(entryId).replaceAll('-', '')).toBe(entryId.toString('hex'));
});

it('refuses to hold more than a bundle can tell the length of', () => {
  expect(openLeaf('x'.repeat(65_514)).bytes).toHaveLength(65_535);
  expect(() => openLeaf('x'.repeat(65_515))).toThrow(RangeError);
});
