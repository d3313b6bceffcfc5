import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncDirectory, unless } from '../encryption/durable-file.js';
import { Passing, type Listed } from './age-files.js';

/**
 * Copies sealed files one by one, each on the disk before the next, and tells of each. A file that is removed meanwhile,
 * such as that of somebody who is being erased, is left out; drafts of uploads are too.
 */
export async function* copyFiles(from: string, to: string): AsyncGenerator<Listed> {
  for await (const file of filesIn(from)) {
    const copied = await copyFile(join(from, file), join(to, file));
    if (copied) yield { file, ...copied };
  }
}

/** Copies one file beside its place and moves it there; nothing where it is gone. */
export async function copyFile(from: string, to: string) {
  if (!(await stat(from).catch(unless('ENOENT')))) return undefined;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const draft = `${to}.part`;
  const passing = new Passing();
  const into = createWriteStream(draft, { mode: 0o600, flush: true });
  const copied = await pipeline(createReadStream(from), passing.stream, into).then(
    () => true,
    unless('ENOENT'),
  );
  if (!copied) return undefined;
  await rename(draft, to);
  await syncDirectory(dirname(to));
  return passing.told();
}

async function* filesIn(directory: string, under = ''): AsyncGenerator<string> {
  const entries =
    (await readdir(join(directory, under), { withFileTypes: true }).catch(unless('ENOENT'))) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(under, entry.name);
    if (entry.isDirectory()) yield* filesIn(directory, path);
    else if (!entry.name.endsWith('.part')) yield path;
  }
}
