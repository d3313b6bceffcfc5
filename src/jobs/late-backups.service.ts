import { Injectable, Logger } from '@nestjs/common';
import { NightlyPlace } from '../foundation/backup/nightly-place.js';
import { Setting } from '../foundation/setting.js';
import { AlarmsService, type Alarm } from '../modules/deadlines/alarms.service.js';

const PATIENCE_MS = 2 * 86_400_000;

/** Raises an alarm while the last good backup is older than two days, where nightly backups are wanted. */
@Injectable()
export class LateBackupsService {
  private readonly logger = new Logger('Alarms');
  private readonly startedAt = new Date();

  constructor(
    alarms: AlarmsService,
    private readonly setting: Setting,
  ) {
    alarms.register('platform', (_db, now) => this.late(now));
  }

  private async late(now: Date): Promise<Alarm[]> {
    const { backups } = this.setting.config;
    if (!backups) return [];
    const newest = await new NightlyPlace(backups).newest().catch((error: unknown) => {
      this.logger.warn(
        { error: String((error as NodeJS.ErrnoException).code) },
        'the place of backups cannot be read',
      );
      return null;
    });
    const since = newest ?? this.startedAt;
    if (now.getTime() - since.getTime() <= PATIENCE_MS) return [];
    return [{ kind: 'backup-late', about: 'backup', since, key: `backup-late ${since.toISOString()}` }];
  }
}
