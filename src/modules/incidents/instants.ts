/** The moment that a field tells, or undefined where it was left out. */
export function instant(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
