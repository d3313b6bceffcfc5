import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { DataKey } from '../src/foundation/encryption/data-key.js';
import { openFile, sealFile } from '../src/foundation/encryption/sealed-files.js';
import type { BenchReader } from './readers.js';

const FILES = 4;
const MEGABYTES = 64;
const PIECE = randomBytes(1024 ** 2);

/**
 * A download of a reader's attachments, from the request to the last byte, beside opening the same files and putting them
 * into a store-only ZIP in one process, in pieces of the same size. Gives both in seconds.
 */
export async function exported(
  url: string,
  reader: BenchReader,
  directory: string,
): Promise<{ ours: number; bare: number }> {
  await attach(url, reader);
  const bare = await bareZip(directory);
  return { ours: await timed(() => downloaded(url, reader)), bare };
}

/** How a kind of file starts that may be attached; what follows is random, as compressed files are. */
const PDF = Buffer.from('%PDF-1.7\n');

async function attach(url: string, reader: BenchReader) {
  const thread = await call(url, reader, 'POST', '/me/conversations', { subject: 'Bench', body: 'Attached' });
  for (let i = 0; i < FILES; i += 1) {
    const form = new FormData();
    form.append(
      'file',
      new Blob([PDF, ...Array.from({ length: MEGABYTES }, () => PIECE)], { type: 'application/pdf' }),
      `file-${i}.pdf`,
    );
    const answer = await fetch(`${url}/api/v1/me/conversations/${String(thread.id)}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${reader.token}` },
      body: form,
    });
    if (answer.status !== 201)
      throw new Error(`An attachment answered ${answer.status}: ${await answer.text()}`);
  }
}

async function downloaded(url: string, reader: BenchReader) {
  const request = await call(url, reader, 'POST', '/me/requests', { kind: 'access' });
  const path = `/me/requests/${String(request.id)}`;
  while ((await call(url, reader, 'GET', path)).state !== 'completed')
    await new Promise((later) => setTimeout(later, 20));
  const answer = await fetch(`${url}/api/v1${path}/download`, {
    headers: { authorization: `Bearer ${reader.token}` },
  });
  let bytes = 0;
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) bytes += piece.length;
  if (bytes < FILES * MEGABYTES * PIECE.length) throw new Error(`The download has ${bytes} bytes.`);
}

async function bareZip(directory: string): Promise<number> {
  mkdirSync(directory, { recursive: true });
  const key = DataKey.generate();
  const id = '00000000-0000-7000-8000-000000000001';
  const context = { libraryId: id, subjectId: id, fileId: id };
  const paths = Array.from({ length: FILES }, (_, i) => join(directory, `sealed-${i}`));
  for (const path of paths) {
    const plain = Readable.from(
      Array.from({ length: MEGABYTES }, () => PIECE),
      { objectMode: false },
    );
    await pipeline(plain, sealFile(key, context), createWriteStream(path));
  }
  return timed(async () => {
    const zip = new ZipFile();
    for (const [i, path] of paths.entries())
      zip.addReadStream(createReadStream(path).pipe(openFile(key, context)), `file-${i}.bin`, {
        compress: false,
      });
    zip.end();
    await pipeline(
      zip.outputStream as Readable,
      createWriteStream(join(directory, 'bare.zip'), { flush: true }),
    );
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

async function call(url: string, reader: BenchReader, method: string, path: string, body?: object) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${reader.token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
