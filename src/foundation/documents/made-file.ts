import type { FastifyReply } from 'fastify';

/** A file made on the spot, small enough to be held whole. */
export interface MadeFile {
  /** Plain letters, digits, dots and hyphens. */
  name: string;
  mediaType: string;
  body: Buffer;
  /** Looked at where it is opened; others are saved. */
  isShown?: boolean;
}

/** A JSON document as a file that people can look into, too. */
export function jsonFile(name: string, content: object): MadeFile {
  return { name, mediaType: 'application/json', body: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) };
}

/** Sets the headers that a file is handed out with, and gives its bytes. It is nobody's to keep on the way or to run. */
export function handedOut(reply: FastifyReply, { name, mediaType, body, isShown }: MadeFile): Buffer {
  void reply.headers({
    'cache-control': 'private, no-store',
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${name}"`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'content-type': mediaType,
    'x-content-type-options': 'nosniff',
  });
  return body;
}
