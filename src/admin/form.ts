import type { Request } from 'express';
import { invalid, Problem } from '../foundation/http/problem.js';

const MOST_BYTES = 1_048_576;

/** The fields of a form. @throws 413, 415, 400 for what is none; 422 for a file, which no form of the panel takes. */
export async function formOf(request: Request): Promise<Record<string, string>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type))
    throw new Problem(415, 'wrong-content-type', 'Send the fields of a form.');
  const form = await parsed(await bytesOf(request), type);
  const fields: [string, string][] = [];
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string') throw invalid(`/${name}`, 'This form takes no files. Send texts only.');
    fields.push([name, usable(value, name)]);
  }
  return Object.fromEntries(fields);
}

/** @throws 422 for what Postgres cannot keep or is no character. */
export function usable(text: string, name: string): string {
  if (text.includes('\0') || !text.isWellFormed())
    throw invalid(`/${name}`, 'This text holds characters that are none. Write it again without them.');
  return text;
}

/** Kept in memory and bounded: a body never reaches the disk. */
async function bytesOf(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer, type: string): Promise<FormData> {
  const body = new Response(bytes, { headers: { 'content-type': type } });
  // Advised against for its memory: bodies are bounded above, and nothing else parses without writing files.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return body.formData().catch((error: unknown) => {
    throw new Problem(400, 'malformed', `The form cannot be read (${(error as Error).name}). Send it again.`);
  });
}

/** The rest of the body is not waited for, so that the connection cannot be used again. */
const tooLarge = () =>
  new Problem(
    413,
    'too-large',
    'The form is too large. Write less at once.',
    [],
    {},
    { connection: 'close' },
  );
