import type { INestApplicationContext } from '@nestjs/common';
import { BackupRuns, type Places } from '../foundation/backup/backup-runs.js';
import { Epochs } from '../foundation/encryption/epochs.js';
import { KeyExports } from '../foundation/encryption/key-exports.js';
import { Setting } from '../foundation/setting.js';

/** Backs up the data, then the keys, and gives where both lie. @throws BrokenBackup */
export function backUp(app: INestApplicationContext, places: Places) {
  const runs = new BackupRuns(app.get(Setting), app.get(Epochs), app.get(KeyExports));
  return runs.make(places, new Date());
}
