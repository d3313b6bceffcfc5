import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { rangeAsked } from './byte-range.js';
import type { Range } from './sealed-store.js';

/** A file ready to be sent. Its id changes with its bytes, so that it serves as the entity tag. */
export interface Sendable {
  id: string;
  size: number;
  mediaType: string;
  /** What the file is called on the reader's side. */
  name: string;
  open: (range?: Range) => Promise<Readable>;
}

/** A file that is made while it is sent, so that nobody knows its size yet. */
export interface Flowing {
  name: string;
  mediaType: string;
  stream: Readable;
}

/** Headers of a file that is made while it is sent; there are no ranges of it. */
export function headersOf({ name, mediaType }: Pick<Flowing, 'name' | 'mediaType'>) {
  return {
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename*=UTF-8''${rfc8187(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'content-type': mediaType,
    'x-content-type-options': 'nosniff',
  };
}

/** Answers GET and HEAD with a file or the range asked for. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: Sendable) {
  const { status, headers, range } = answerFor(request.headers, file);
  // Fastify counts a body that is none as empty, and keeps the length stated for one that is a stream.
  const body = request.method === 'HEAD' ? Readable.from([]) : await file.open(range);
  return reply.status(status).headers(headers).send(body);
}

/**
 * Status and headers of a file or the range asked for (RFC 9110, 14): 200, 206, or 416 thrown. It is sent to be saved,
 * never to be run as a page of this site.
 */
export function answerFor(asked: IncomingHttpHeaders, file: Sendable) {
  const tag = `"${file.id}"`;
  const range = isStale(asked['if-range'], tag) ? undefined : rangeAsked(asked.range, file.size);
  const headers = {
    ...headersOf(file),
    'accept-ranges': 'bytes',
    'content-length': range ? range.end - range.start + 1 : file.size,
    etag: tag,
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${file.size}` } : {}),
  };
  return { status: range ? 206 : 200, headers, range };
}

/** A range of a file that has changed since is the whole new file (RFC 9110, 13.1.5). */
function isStale(ifRange: string | string[] | undefined, tag: string): boolean {
  return ifRange !== undefined && ifRange !== tag;
}

function rfc8187(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
