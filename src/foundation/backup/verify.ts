import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { hashOfFile, openEncrypted, type Listed } from './age-files.js';
import { BrokenBackup } from './backup-errors.js';
import { readManifest, type Manifest } from './manifest.js';

const NEWLINE = 10;
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Where the sealed store keeps files; a list may not name any other place. */
const PLACE = new RegExp(`^${ID}/(?:content/[0-9a-f]{2}|people/${ID})/${ID}$`);

/**
 * Opens all of a backup with the operator's identity, counts what its manifest counts and compares every hash. With
 * the installation's secret the manifest must be that installation's; without it whoever writes there could have made both.
 * @throws BrokenBackup naming the first file that is not what was written, NotRestored for a manifest of somebody else's
 */
export async function verifyBackup(
  directory: string,
  identity: string,
  root: Buffer | null = null,
): Promise<Manifest> {
  const manifest = await readManifest(directory, root);
  for (const table of manifest.tables) {
    await compare(directory, table);
    const rows = await opening(table.file, async () => countLines(join(directory, table.file), identity));
    if (rows !== table.rows)
      throw new BrokenBackup(`${table.file} holds ${rows} rows; the manifest says ${table.rows}.`);
  }
  if (!manifest.files) return manifest;
  await compare(directory, manifest.files);
  let count = 0;
  for await (const listed of filesListed(directory, manifest, identity)) {
    await compare(join(directory, 'files'), listed);
    count += 1;
  }
  if (count !== manifest.files.count)
    throw new BrokenBackup(`${count} sealed files are listed; the manifest says ${manifest.files.count}.`);
  return manifest;
}

/** The sealed files that a backup lists. */
export async function* filesListed(
  directory: string,
  { files }: Manifest,
  identity: string,
): AsyncGenerator<Listed> {
  if (!files) return;
  const plain = await opening(files.file, () => openEncrypted(join(directory, files.file), identity));
  for await (const line of createInterface({ input: Readable.from(plain, { objectMode: false }) }))
    yield placed(JSON.parse(line) as Listed);
}

function placed(listed: Listed): Listed {
  if (!PLACE.test(listed.file)) throw new BrokenBackup(`${listed.file} is no place of a sealed file.`);
  return listed;
}

async function compare(directory: string, { file, bytes, sha256 }: Listed) {
  const found = await opening(file, () => hashOfFile(join(directory, file)));
  if (found.bytes !== bytes || found.sha256 !== sha256)
    throw new BrokenBackup(`${file} is not what was backed up: its hash or its size differs.`);
}

async function countLines(path: string, identity: string): Promise<number> {
  let lines = 0;
  for await (const piece of await openEncrypted(path, identity))
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

async function opening<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new BrokenBackup(`${file} does not open: ${(cause as Error).message}`, { cause });
  }
}
