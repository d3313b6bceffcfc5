import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an installation without settings generates for itself; kept in `secrets.json`, readable by its owner only. */
export interface Secrets {
  superuser: string;
  owner: string;
  maintenance: string;
  application: string;
  /** Root of token and cookie secrets, base64. */
  root: string;
  /** Whether the embedded database was made for a demo; remembered, so that later starts need not say. */
  demo: boolean;
}

/** Reads `secrets.json` of the data directory, or makes it; of two processes that make it at once one wins. */
export function secretsIn(dataDir: string, demo = true): Secrets {
  const file = join(dataDir, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(freshSecrets(demo), null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

function freshSecrets(demo: boolean): Secrets {
  const password = () => randomBytes(24).toString('base64url');
  return {
    superuser: password(),
    owner: password(),
    maintenance: password(),
    application: password(),
    root: randomBytes(32).toString('base64'),
    demo,
  };
}
