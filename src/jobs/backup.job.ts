import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { BackupRuns } from '../foundation/backup/backup-runs.js';
import { Calendar } from './calendar.js';

/** Backs up every night, where a directory is named for it. Asked each hour, so that what failed or was missed waits no day. */
@Injectable()
export class BackupJob {
  constructor(private readonly backups: BackupRuns) {}

  @Calendar('backup', CronExpression.EVERY_HOUR)
  run(now: Date) {
    return this.backups.nightly(now);
  }
}
