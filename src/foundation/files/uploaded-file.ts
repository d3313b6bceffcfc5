import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { expectedType } from './arriving-file.js';
import { ATTACHABLE, type MediaTypeName } from './media-types.js';
import { invalid, Problem } from '../http/problem.js';

/** A file that somebody attaches, as it arrives. */
export interface Upload {
  name: string;
  mediaType: MediaTypeName;
  body: Readable;
}

/** The one file of a form, as it comes, whatever it says that it is. @throws 400, 415, 422 */
export async function anyFile(request: FastifyRequest): Promise<{ body: Readable }> {
  return { body: (await partOf(request)).file };
}

/** The one file of a form, as it comes. @throws 400, 415, 422 */
export async function uploadedFile(request: FastifyRequest): Promise<Upload> {
  const part = await partOf(request);
  try {
    return {
      name: plainName(part.filename),
      mediaType: expectedType(part.mimetype, ATTACHABLE),
      body: part.file,
    };
  } catch (error) {
    part.file.resume();
    throw error;
  }
}

const TABLES = ['text/csv', 'text/plain', 'text/tab-separated-values', 'application/vnd.ms-excel'];

const MOST_BYTES = 5_000_000;

/** What `read` makes of the one table of a form, such as a CSV file, as it comes. @throws 400, 413, 415, 422 */
export async function uploadedTable<T>(
  request: FastifyRequest,
  read: (file: Readable) => Promise<T>,
): Promise<T> {
  const part = await partOf(request, MOST_BYTES);
  try {
    if (!TABLES.includes(part.mimetype.split(';')[0]?.trim() ?? '')) throw noTable();
    return await read(Readable.from(whole(part)));
  } finally {
    part.file.resume();
  }
}

async function* whole({ file }: MultipartFile): AsyncGenerator<Buffer> {
  yield* file as AsyncIterable<Buffer>;
  if (file.truncated)
    throw new Problem(413, 'too-large', `The file is larger than ${MOST_BYTES} bytes. Send it in parts.`);
}

const noTable = () =>
  new Problem(415, 'wrong-content-type', 'Send a CSV file, with the content type text/csv.');

async function partOf(request: FastifyRequest, fileSize = Number.MAX_SAFE_INTEGER): Promise<MultipartFile> {
  if (!request.isMultipart())
    throw new Problem(415, 'wrong-content-type', 'Send a form (multipart/form-data) with one file.');
  const part = await firstFile(request, fileSize);
  if (!part) throw invalid('/file', 'The form holds no file. Add one in a field called "file".');
  return part;
}

async function firstFile(request: FastifyRequest, fileSize: number): Promise<MultipartFile | undefined> {
  try {
    return await request.file({ limits: { fileSize } });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    throw new Problem(400, 'malformed', 'The form cannot be read. Send well-formed multipart/form-data.');
  }
}

/** The file's own name, without folders and without characters that are none. */
function plainName(name: string | undefined): string {
  const own =
    (name ?? '')
      .toWellFormed()
      .replace(/\p{Cc}/gu, '')
      .split(/[\\/]/)
      .at(-1)
      ?.trim() ?? '';
  return own.slice(0, 200).toWellFormed() || 'file';
}
