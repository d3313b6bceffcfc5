import { Readable } from 'node:stream';
import { arriving, expectedType } from './arriving-file.js';
import { ATTACHABLE, LENDABLE, type MediaTypeName } from './media-types.js';

async function arrived(
  pieces: (Buffer | string)[],
  mediaType: MediaTypeName,
  atMostBytes = 10_000,
): Promise<Buffer> {
  const source = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  const out: Buffer[] = [];
  for await (const bytes of arriving(source, { mediaType, atMostBytes })) out.push(bytes);
  return Buffer.concat(out);
}

const refusal = (status: number): unknown => expect.objectContaining({ status });

it('lets through what is of the type said, in pieces of any length', async () => {
  const epub = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    Buffer.alloc(26),
    Buffer.from('mimetypeapplication/epub+zip…'),
  ]);
  expect(await arrived([epub.subarray(0, 3), epub.subarray(3)], 'application/epub+zip')).toEqual(epub);
  expect(await arrived(['%PD', 'F-1.7 ', 'x'.repeat(3000)], 'application/pdf')).toHaveLength(3009);
  expect(await arrived(['a', 'b'], 'text/plain')).toEqual(Buffer.from('ab'));
});

it('takes a text whose letters are cut in the middle by the network', async () => {
  const text = Buffer.from('ñandú'.repeat(500));
  expect(
    await arrived([text.subarray(0, 1), text.subarray(1, 2000), text.subarray(2000)], 'text/plain'),
  ).toEqual(text);
});

it('refuses bytes of another type than said', async () => {
  await expect(arrived(['no pdf'], 'application/pdf')).rejects.toEqual(refusal(415));
  await expect(
    arrived(['PK\x03\x04 a zip that is no book'.padEnd(2000)], 'application/epub+zip'),
  ).rejects.toEqual(refusal(415));
  await expect(arrived(['a text with\0 a NUL'], 'text/plain')).rejects.toEqual(refusal(415));
  await expect(arrived([Buffer.from([0x61, 0xff])], 'text/plain')).rejects.toEqual(refusal(415));
  await expect(arrived([Buffer.from([0x61, 0xc3])], 'text/plain')).rejects.toEqual(refusal(415));
});

it('refuses nothing at all, and more than the limit', async () => {
  await expect(arrived([], 'text/plain')).rejects.toEqual(refusal(422));
  await expect(arrived(['x'.repeat(60), 'x'.repeat(41)], 'text/plain', 100)).rejects.toEqual(refusal(413));
  expect(await arrived(['x'.repeat(60), 'x'.repeat(40)], 'text/plain', 100)).toHaveLength(100);
});

it('refuses types that are not taken, whatever their parameters', () => {
  expect(expectedType('text/plain; charset=utf-8', LENDABLE)).toBe('text/plain');
  expect(() => expectedType('image/png', LENDABLE)).toThrow('Send a file of one of these types');
  expect(expectedType('image/png', ATTACHABLE)).toBe('image/png');
  expect(() => expectedType(undefined, ATTACHABLE)).toThrow('Send a file of one of these types');
});
