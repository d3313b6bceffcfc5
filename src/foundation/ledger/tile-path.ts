import { TILE_WIDTH, type Place } from './merkle.js';

/** What a path of C2SP tlog-tiles asks for: hashes of a level, or the entries themselves, and how many of them. */
export type Asked = { position: number; width: number } & (Pick<Place, 'level'> | { level: 'entries' });

const PATH = /^(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads `<level>/<index>[.p/<width>]`, with the index in groups of three digits (`x001/234`); null for anything else. */
export function askedBy(path: string): Asked | null {
  const [, level = '', index = '', partial] = PATH.exec(path) ?? [];
  if (!level) return null;
  // One way only to write an index: no leading group of zeroes.
  if (index.startsWith('x000/')) return null;
  const position = Number(index.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!Number.isSafeInteger(position * TILE_WIDTH) || width > TILE_WIDTH - (partial === undefined ? 0 : 1))
    return null;
  return level === 'entries' ? { level, position, width } : { level: Number(level), position, width };
}
