import { Problem } from '../http/problem.js';
import type { Range } from './sealed-store.js';

/**
 * The range that a request asks for of a file of `size` bytes, or undefined for the whole of it: without the header, and
 * where it asks for several ranges or in another unit, which may be passed over (RFC 9110, 14.2).
 * @throws 416 when the file ends before the range.
 */
export function rangeAsked(header: string | undefined, size: number): Range | undefined {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = asked ?? [];
  if (!asked || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  // A last position before the first makes the header invalid, and an invalid one is passed over.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size) throw outside(size);
  return { start, end };
}

function outside(size: number): Problem {
  const detail = `The file ends before the range you ask for. It has ${size} bytes.`;
  return new Problem(416, 'range-not-satisfiable', detail, [], {}, { 'content-range': `bytes */${size}` });
}
