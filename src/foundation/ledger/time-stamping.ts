import { aJob } from '../access/signed-in.js';
import { PLATFORM } from '../database/scope.js';
import { setTimeStampAuthority } from '../metrics/metrics.js';
import type { Records } from '../records/records.js';
import type { OutsideAnchors } from './outside-anchors.js';
import type { TimeStampAuthority } from './time-stamps.js';

/** Has the newest checkpoint of the platform's log time-stamped, and with it all logs that are anchored there. */
export class TimeStamping {
  constructor(
    private readonly records: Records,
    private readonly anchors: OutsideAnchors,
    private readonly authority: TimeStampAuthority | null,
  ) {
    setTimeStampAuthority(authority !== null);
  }

  /** False without LEDGER_TIMESTAMP_URL: nothing is time-stamped. */
  get hasAuthority(): boolean {
    return this.authority !== null;
  }

  /** Asks for a time-stamp if one is due; tells whether one was had. @throws NoTimeStamp, and nothing is kept */
  async run(now: Date, atOnce = false): Promise<boolean> {
    const { authority } = this;
    if (!authority) return false;
    const me = aJob('ledger-anchors', PLATFORM);
    const address = authority.url;
    const checkpoint = await this.records.in(me, (db) =>
      this.anchors.due(db, 'time-stamp', address, now, atOnce),
    );
    if (!checkpoint) return false;
    // Between transactions: an authority that hangs holds nothing up.
    const { token, at } = await authority.stamp(checkpoint.note, now);
    return this.records.in(me, (db) =>
      this.anchors.keep(db, checkpoint, { kind: 'time-stamp', address, at, token }),
    );
  }
}
