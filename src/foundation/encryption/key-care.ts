import { setKeyExportAge } from '../metrics/metrics.js';
import type { EpochTick } from './epoch-tick.js';
import type { Epochs } from './epochs.js';
import { KeysMissing } from './errors.js';
import type { KeyExports } from './key-exports.js';

const HOUR_MS = 3_600_000;
/** An hour less than the alarm, since whoever cares comes by once an hour. */
const EXPORT_AFTER_MS = 23 * HOUR_MS;
const ALARM_AFTER_MS = 24 * HOUR_MS;

/** What has to be done for the keys every hour: tick when it is time, destroy what is due, export daily. */
export class KeyCare {
  constructor(
    private readonly tick: EpochTick,
    private readonly epochs: Epochs,
    private readonly exports: KeyExports,
  ) {}

  /**
   * Does all of it, also when one part fails, and then throws what failed first. Without a proven export of the last
   * 24 hours that is an alarm: losing the key store would lose all personal data.
   */
  async run(now: Date): Promise<void> {
    const parts = [
      () => this.tick.run(now),
      () => this.tick.destroy(now),
      () => this.exportDaily(now),
      () => this.exports.expire(now),
    ];
    const failures: unknown[] = [];
    for (const part of parts) await part().catch((error: unknown) => failures.push(error));
    const age = await this.exportAge(now);
    setKeyExportAge(age / 1_000);
    if (age > ALARM_AFTER_MS)
      throw new KeysMissing(
        'No key export of the last 24 hours was proven to open: see the cause, then run carrel keys export.',
        {
          cause: failures[0],
        },
      );
    if (failures.length) throw failures[0];
  }

  private async exportDaily(now: Date): Promise<void> {
    if ((await this.exportAge(now)) < EXPORT_AFTER_MS) return;
    const staying = (await this.epochs.all()).filter((row) => row.state !== 'destroyed');
    await this.exports.make(
      staying.map((row) => row.epoch),
      now,
    );
  }

  private async exportAge(now: Date): Promise<number> {
    const newest = await this.exports.newest();
    return newest ? now.getTime() - newest.verifiedAt.getTime() : Infinity;
  }
}
