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

/** Seconds of each round. */
export interface ExportTimes {
  ours: number[];
  /** The same files opened and put into a store-only ZIP in one process, reading and writing as many bytes at once. */
  bare: number[];
}

/** As many bytes as Carrel reads and writes at once. */
const AT_ONCE = 256 * 1024;

/** A download of a reader's attachments, from the request to the last byte, in turn with a bare ZIP of files of the same size. */
export async function exported(
  url: string,
  reader: BenchReader,
  directory: string,
  rounds: number,
): Promise<ExportTimes> {
  await attach(url, reader);
  const files = await sealedFiles(directory);
  const times: ExportTimes = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.bare.push(await timed(() => bareZip(directory, files)));
    times.ours.push(await timed(() => downloaded(url, reader)));
  }
  return times;
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

/** Opens one of the files. */
type Opening = () => Readable;

async function sealedFiles(directory: string): Promise<Opening[]> {
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
  return paths.map(
    (path) => () => createReadStream(path, { highWaterMark: AT_ONCE }).pipe(openFile(key, context)),
  );
}

async function bareZip(directory: string, files: Opening[]) {
  const zip = new ZipFile();
  for (const [i, open] of files.entries()) zip.addReadStream(open(), `file-${i}.bin`, { compress: false });
  zip.end();
  const out = createWriteStream(join(directory, 'bare.zip'), { flush: true, highWaterMark: AT_ONCE });
  await pipeline(zip.outputStream as Readable, out);
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
