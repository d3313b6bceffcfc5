import { invalid } from '../foundation/http/problem.js';

/** One of several words. @throws 422 */
export function chosen<T extends string>(name: string, values: readonly T[], given: string | undefined): T {
  const found = values.find((one) => one === given);
  if (found === undefined) throw invalid(`/${name}`, `Choose one of ${values.join(', ')}.`);
  return found;
}

/** A moment that may be left out. @throws 422 */
export function momentOr(text: string | undefined, name: string): Date | undefined {
  return text?.trim() ? momentIn(text.trim(), name) : undefined;
}

/** @throws 422 */
export function momentIn(text: string | undefined, name = 'awareAt'): Date {
  const at = new Date(text ?? '');
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text ?? '') || Number.isNaN(at.getTime()))
    throw invalid(`/${name}`, 'Write a moment such as 2026-01-31T09:30:00Z.');
  return at;
}

/** A text that may not be left out. @throws 422 */
export function worded(name: string, text: string): string {
  if (text.trim() === '' || text.length > 2_000)
    throw invalid(`/${name}`, 'Write a text of at most 2,000 characters.');
  return text;
}

/** What stands in a field, one a line or with commas between. */
export function itemsIn(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
