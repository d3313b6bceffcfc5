import fc from 'fast-check';
import { PAGE_BYTES, sliceOf, wordsIn } from './text-pages.js';

function pagesOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / PAGE_BYTES));
  return Array.from({ length: count }, (_, page) => {
    const { start, end } = sliceOf(page, bytes.length);
    return wordsIn(bytes.subarray(start, end + 1), { start, page, size: bytes.length });
  });
}

it('shows every character of a text once, in any script', () => {
  const word = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.constant('ñandú'));
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 1_500 }),
      fc.constantFrom(' ', '\n', ''),
      (words, gap) => {
        const text = words.join(gap);
        expect(pagesOf(text).join('')).toBe(text);
      },
    ),
    { numRuns: 60 },
  );
});

it('cuts no word that has spaces around it', () => {
  const text = 'biblioteca '.repeat(2_000);
  for (const page of pagesOf(text)) expect(page).toMatch(/^(biblioteca )+$/);
});
