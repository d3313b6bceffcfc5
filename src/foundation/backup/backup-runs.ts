import type { OnModuleDestroy } from '@nestjs/common';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WrongSetting, type Config } from '../../config.js';
import type { RoleUrls } from '../database/roles.js';
import { syncDirectory } from '../encryption/durable-file.js';
import { Epochs } from '../encryption/epochs.js';
import { KeyExports } from '../encryption/key-exports.js';
import { recipientsOrOwn } from '../encryption/recipients.js';
import { alone } from './backup-claim.js';
import { BrokenBackup } from './backup-errors.js';
import { Backups } from './backups.js';
import { refuseTogether } from './kept-backups.js';
import { lastNight, NightlyPlace } from './nightly-place.js';

/** Where a backup and the keys that open it go. */
export interface Places {
  to: string;
  keysTo?: string;
  files?: boolean;
}

/** What the installation runs on, as far as a backup needs it. */
interface Running {
  config: Config;
  urls: RoleUrls;
  root: Buffer;
}

/** Makes backups: by command, and by the calendar where BACKUP_DIR says so. Never two at once. */
export class BackupRuns implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly setting: Running,
    private readonly epochs: Epochs,
    private readonly exports: KeyExports,
  ) {}

  /** A server that stops does not wait for a backup: it is broken off, and none. */
  onModuleDestroy() {
    this.stopping.abort(new BrokenBackup('The server stops; the backup is broken off.'));
  }

  /**
   * Backs up the data, then exports the keys: in this order no key is missing that something in the data is under. Gives
   * where both lie. @throws BrokenBackup where they would lie together, or another is being made
   */
  async make(places: Places, now: Date) {
    const made = await this.alone(() => this.write(places, now));
    if (!made)
      throw new BrokenBackup(
        'Another backup of this database is being made, or a migration runs: wait for its end.',
      );
    return made;
  }

  /** The night's backup, once, after which those beyond the number to keep go. Nothing where none is wanted or due. */
  async nightly(now: Date): Promise<void> {
    const { backups } = this.setting.config;
    if (!backups) return;
    const place = new NightlyPlace(backups);
    await this.alone(async () => {
      const newest = await place.newest();
      if (newest && newest >= lastNight(now)) return;
      await this.write({ to: backups.dir, keysTo: backups.keysDir }, now);
      await place.prune(await this.staying(), now);
    });
  }

  private alone<T>(work: () => Promise<T>): Promise<T | null> {
    const { owner } = this.setting.urls;
    if (!owner) throw new WrongSetting('DATABASE_OWNER_URL is needed for a backup: it reads every table.');
    return alone(owner, work);
  }

  private async write({ to, keysTo, files = true }: Places, now: Date) {
    const { config, urls, root } = this.setting;
    const exportsDir = join(config.dataDir, 'key-exports');
    for (const keys of [exportsDir, ...(keysTo ? [keysTo] : [])]) refuseTogether(to, keys);
    const recipients = await recipientsOrOwn(config.backupRecipients, exportsDir);
    const source = { ownerUrl: urls.owner, filesDir: config.filesDir, root, recipients };
    const backup = await new Backups(source).make(to, now, { files, signal: this.stopping.signal });
    // When the keys were read, which a restore compares with the data: not the instant of the tick.
    const { file } = await this.exports.make(
      await this.staying(),
      new Date(Math.max(now.getTime(), Date.now())),
    );
    return { backup, keys: keysTo ? await copyTo(keysTo, file) : file };
  }

  private async staying(): Promise<number[]> {
    const staying = (await this.epochs.all()).filter((one) => one.state !== 'destroyed');
    return staying.map((one) => one.epoch);
  }
}

/** Under its name only once it is whole. */
async function copyTo(directory: string, file: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const copy = join(directory, basename(file));
  await copyFile(file, `${copy}.part`);
  await rename(`${copy}.part`, copy);
  await syncDirectory(directory);
  return copy;
}
