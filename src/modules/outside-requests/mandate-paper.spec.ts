import { MOST_PAPER_BYTES, paperBytes } from './mandate-paper.js';

const paper = (mediaType: string, bytes: Buffer) => ({
  name: 'mandate',
  mediaType,
  content: bytes.toString('base64'),
});
const PDF = Buffer.from('%PDF-1.7 …');

it('takes what is what it says', () => {
  expect(paperBytes(paper('application/pdf', PDF))).toEqual(PDF);
  expect(paperBytes(paper('image/jpeg', Buffer.from('ffd8ffe0', 'hex')))).not.toBeNull();
});

it('refuses what is something else, of no kind that it knows, or too large', () => {
  expect(paperBytes(paper('image/png', PDF))).toBeNull();
  expect(paperBytes(paper('text/html', Buffer.from('<p>')))).toBeNull();
  expect(
    paperBytes(paper('application/pdf', Buffer.concat([PDF, Buffer.alloc(MOST_PAPER_BYTES)]))),
  ).toBeNull();
});
