import type { MandatePaper } from './unverified-request.entity.js';

/** Kinds of papers that are taken, by what their first bytes are. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'application/pdf': '25504446',
  'image/png': '89504e470d0a1a0a',
  'image/jpeg': 'ffd8ff',
};

export const PAPER_TYPES = Object.keys(BEGINNINGS);

/** As much as a scanned page or two. */
export const MOST_PAPER_BYTES = 500_000;

/** The paper as a file, or null where it is not what it says, or too large. */
export function paperBytes({ mediaType, content }: MandatePaper): Buffer | null {
  const bytes = Buffer.from(content, 'base64');
  const beginning = BEGINNINGS[mediaType];
  const isSo =
    beginning !== undefined && bytes.subarray(0, beginning.length / 2).toString('hex') === beginning;
  return isSo && bytes.length <= MOST_PAPER_BYTES ? bytes : null;
}
