import type { INestApplicationContext } from '@nestjs/common';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WrongSetting } from '../config.js';
import { Backups } from '../foundation/backup/backups.js';
import { refuseTogether } from '../foundation/backup/kept-backups.js';
import { Epochs } from '../foundation/encryption/epochs.js';
import { KeyExports } from '../foundation/encryption/key-exports.js';
import { recipientsOrOwn } from '../foundation/encryption/recipients.js';
import { Setting } from '../foundation/setting.js';

interface Wanted {
  to: string;
  keysTo?: string;
  files?: boolean;
}

/**
 * Backs up the data, then exports the keys: in this order no key is missing that something in the data is under. Gives
 * where both lie. @throws BrokenBackup where they would lie together
 */
export async function backUp(app: INestApplicationContext, { to, keysTo, files = true }: Wanted) {
  const { config, urls, root } = app.get(Setting);
  const exportsDir = join(config.dataDir, 'key-exports');
  for (const keys of [exportsDir, ...(keysTo ? [keysTo] : [])]) refuseTogether(to, keys);
  if (!urls.owner) throw new WrongSetting('DATABASE_OWNER_URL is needed for a backup: it reads every table.');
  const recipients = await recipientsOrOwn(config.backupRecipients, exportsDir);
  const source = { ownerUrl: urls.owner, filesDir: config.filesDir, root, recipients };
  const backup = await new Backups(source).make(to, new Date(), { files });
  const staying = (await app.get(Epochs).all()).filter((one) => one.state !== 'destroyed');
  const { file } = await app.get(KeyExports).make(
    staying.map((one) => one.epoch),
    new Date(),
  );
  if (!keysTo) return { backup, keys: file };
  await mkdir(keysTo, { recursive: true, mode: 0o700 });
  await copyFile(file, join(keysTo, basename(file)));
  return { backup, keys: join(keysTo, basename(file)) };
}
