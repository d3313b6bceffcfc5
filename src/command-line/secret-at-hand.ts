import { join } from 'node:path';
import { whereSecretIs } from '../config.js';
import { secretsIn } from '../foundation/database/secrets.js';
import { exists } from '../foundation/encryption/durable-file.js';

/** The installation's secret where it is on this machine; null elsewhere. Needs no database, and makes nothing. */
export async function secretAtHand(): Promise<Buffer | null> {
  const { secret, dataDir } = whereSecretIs();
  if (secret) return secret;
  if (!(await exists(join(dataDir, 'secrets.json')))) return null;
  return Buffer.from(secretsIn(dataDir).root, 'base64');
}
