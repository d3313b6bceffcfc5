import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPlace } from '../../config.js';
import { syncDirectory, unless } from '../encryption/durable-file.js';
import { HORIZON_MS } from '../encryption/key-exports.js';
import { readExportName } from '../encryption/key-export-names.js';
import { instantOf } from '../encryption/stamps.js';
import { BACKUP_NAME } from './kept-backups.js';

const NIGHT_HOUR = 1;
const DAY_MS = 86_400_000;

/** Where nightly backups lie, and apart from them the keys: what is there, and what goes. */
export class NightlyPlace {
  constructor(private readonly place: BackupPlace) {}

  /** When the newest backup was made that keys were exported after; null where there is none. */
  async newest(): Promise<Date | null> {
    const [backup] = await this.backups();
    const [keys] = (await this.exports())
      .map(({ madeAt }) => madeAt)
      .sort((a, b) => b.getTime() - a.getTime());
    if (!backup || !keys) return null;
    const at = instantOf(backup.split('-')[2] ?? '');
    return at < keys ? at : keys;
  }

  /**
   * Removes backups beyond the number to keep, the oldest first, and copies of keys that no restore may use: of epochs
   * that are destroyed, and those past the horizon. One that goes loses its name first, so that no half of it counts.
   */
  async prune(living: number[], now: Date): Promise<void> {
    const { dir, keysDir, kept } = this.place;
    for (const name of (await this.backups()).slice(kept)) {
      const going = join(dir, `${name}.part`);
      await rename(join(dir, name), going);
      await syncDirectory(dir);
      await rm(going, { recursive: true, force: true });
    }
    const horizon = new Date(now.getTime() - HORIZON_MS);
    for (const { name, isBefore, epochs } of await this.exports())
      if (isBefore(horizon) || epochs.some((epoch) => !living.includes(epoch))) await rm(join(keysDir, name));
    for (const name of await namesIn(keysDir))
      if (name.endsWith('.part') && readExportName(name.slice(0, -'.part'.length)))
        await rm(join(keysDir, name));
  }

  /** The newest first. */
  private async backups(): Promise<string[]> {
    const names = await namesIn(this.place.dir);
    return names
      .filter((name) => BACKUP_NAME.test(name))
      .sort()
      .reverse();
  }

  private async exports() {
    const names = await namesIn(this.place.keysDir);
    return names.flatMap((name) => {
      const told = readExportName(name);
      return told ? [{ name, ...told }] : [];
    });
  }
}

/** The last time that a nightly backup became due, by UTC. */
export function lastNight(now: Date): Date {
  const night = new Date(now);
  night.setUTCHours(NIGHT_HOUR, 0, 0, 0);
  return night <= now ? night : new Date(night.getTime() - DAY_MS);
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(unless('ENOENT'))) ?? [];
}
