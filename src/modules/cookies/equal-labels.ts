const MOST_TIMES_LONGER = 2;

/**
 * Why the labels of *accept* and *refuse* are not of equal weight, or null when they are: neither is much longer, louder
 * or more ornate than the other (CNIL, Délibération 2020-092: the same ease and the same format).
 */
export function isUnequal(accept: string, refuse: string): string | null {
  const [yes, no] = [accept.trim(), refuse.trim()];
  if (!yes || !no) return 'Both buttons need a label.';
  if (yes.toLowerCase() === no.toLowerCase()) return 'The two buttons cannot be told apart. Name them differently.';
  const [shorter = 0, longer = 0] = [lengthOf(yes), lengthOf(no)].sort((a, b) => a - b);
  if (longer > shorter * MOST_TIMES_LONGER)
    return 'One label is more than twice as long as the other. Make them equally short.';
  if (isLoud(yes) !== isLoud(no)) return 'One label is in capitals and the other is not. Write both alike.';
  if (isOrnate(yes) !== isOrnate(no)) return 'One label is ornate and the other is not. Write both alike.';
  return null;
} // prettier-ignore

/** In characters as people count them. */
function lengthOf(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

function isLoud(text: string): boolean {
  return lengthOf(text) > 3 && text !== text.toLowerCase() && text === text.toUpperCase();
}

/** Signs beside letters and what joins them. */
function isOrnate(text: string): boolean {
  return /[^\p{L}\p{M}\p{N}\s.,'’()-]/u.test(text);
}
