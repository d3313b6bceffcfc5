import { randomBytes } from 'node:crypto';
import { access, open } from 'node:fs/promises';

/** Writes a new file (mode 0600) and waits until it is on the disk; rejects with EEXIST when it is there already. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Overwrites a file's bytes in place with random ones and waits until they are on the disk.
 * It cannot reach the old copies that flash and copy-on-write file systems keep for a while.
 */
export async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    await file.write(randomBytes(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until names made in or removed from a directory are on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

/** Whether a file is there. */
export async function exists(path: string): Promise<boolean> {
  const found = await access(path).then(() => true, unless('ENOENT'));
  return found ?? false;
}

/** For `catch`: gives `undefined` on the system error that was to be expected, and throws every other. */
export function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if (codeOf(error) !== code) throw error;
    return undefined;
  };
}

/** The system's code of an error, such as `EACCES`; `undefined` when it has none. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
