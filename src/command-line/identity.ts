import { readFile } from 'node:fs/promises';
import { WrongUsage } from './wrong-usage.js';

/** The operator's age identity in a file, which may hold comments. */
export async function identityIn(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WrongUsage(`The identity ${path} cannot be read: ${(cause as Error).message}`);
  });
  const found = text.split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (!found) throw new WrongUsage(`${path} holds no age identity (AGE-SECRET-KEY-…).`);
  return found.trim();
}
