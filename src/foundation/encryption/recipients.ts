import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unless, writeDurably } from './durable-file.js';

/** The operator's recipients (age), or the one whose identity lies in `directory`, where it is made if need be. */
export async function recipientsOrOwn(recipients: string[], directory: string): Promise<string[]> {
  if (recipients.length) return recipients;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'identity.txt');
  await writeDurably(path, `${await generateX25519Identity()}\n`).catch(unless('EEXIST'));
  return [await identityToRecipient((await readFile(path, 'utf8')).trim())];
}
