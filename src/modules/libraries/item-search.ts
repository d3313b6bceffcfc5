/** Letters without their accents and cases, so that "nandu" finds "Ñandú". */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Tells whether every word looked for occurs in the title or the authors. No words match everything. */
export function matcher(search: string): (item: { title: string; authors: string[] }) => boolean {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return ({ title, authors }) => {
    const text = folded([title, ...authors].join('\n'));
    return words.every((word) => text.includes(word));
  };
}
