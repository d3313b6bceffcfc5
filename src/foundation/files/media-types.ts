/** How the bytes of a kind of file start, so that a file is what its media type says. */
interface MediaType {
  /** What the first bytes have to be; absent: a text, every byte of which is looked at. */
  starts?: (head: Buffer) => boolean;
}

const isZip = (head: Buffer) => head.readUInt32BE(0) === 0x504b0304;
const has =
  (text: string, at = 0) =>
  (head: Buffer) =>
    head.toString('latin1', at, at + text.length) === text;

const MEDIA_TYPES = {
  // The OCF rules want an uncompressed first entry named `mimetype`, so that the type stands at a fixed place.
  'application/epub+zip': { starts: (head) => isZip(head) && has('mimetypeapplication/epub+zip', 30)(head) },
  'application/pdf': { starts: (head) => head.includes('%PDF-') },
  'text/plain': {},
  'image/png': { starts: has('\x89PNG\r\n\x1a\n') },
  'image/jpeg': { starts: has('\xff\xd8\xff') },
  'image/gif': { starts: has('GIF8') },
  'image/webp': { starts: (head) => has('RIFF')(head) && has('WEBP', 8)(head) },
  'application/vnd.oasis.opendocument.text': { starts: isZip },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { starts: isZip },
} satisfies Record<string, MediaType>;

/** A kind of file that Carrel takes. */
export type MediaTypeName = keyof typeof MEDIA_TYPES;

/** What readers and libraries may attach to a conversation. */
export const ATTACHABLE = Object.keys(MEDIA_TYPES) as MediaTypeName[];
/** What a library may lend. */
export const LENDABLE = [
  'application/epub+zip',
  'application/pdf',
  'text/plain',
] as const satisfies MediaTypeName[];

/** How many first bytes decide. */
export const HEAD_LENGTH = 1024;

/** Whether the first bytes of a file, at most `HEAD_LENGTH`, are those of the type. */
export function startsAs(type: MediaTypeName, head: Buffer): boolean {
  const { starts }: MediaType = MEDIA_TYPES[type];
  return !starts || starts(Buffer.concat([head], Math.max(head.length, 64)));
}

/** Whether every byte of the file has to be text. */
export function isText(type: MediaTypeName): boolean {
  const { starts }: MediaType = MEDIA_TYPES[type];
  return !starts;
}

/** The media type of a header without its parameters, when it is one of those allowed. */
export function mediaTypeIn<T extends MediaTypeName>(
  header: string | undefined,
  allowed: readonly T[],
): T | undefined {
  const name = header?.split(';')[0]?.trim().toLowerCase();
  return allowed.find((one) => one === name);
}
