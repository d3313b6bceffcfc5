import { legalBases } from './legal-bases.js';

describe('the legal bases', () => {
  it('are the six of Art. 6(1), each with its letter and its words in both languages', () => {
    const bases = Object.values(legalBases);

    expect(bases.map(({ article }) => article)).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `Art. 6(1)(${letter})`),
    );
    expect(new Set(bases.flatMap(({ text }) => [text.en, text.es])).size).toBe(12);
  });

  it('tell of the right to object exactly where Art. 21(1) gives it', () => {
    const objectable = Object.entries(legalBases).filter(([, { text }]) => text.en.includes('object'));

    expect(objectable.map(([basis]) => basis)).toEqual(['public-task', 'legitimate-interests']);
  });
});
