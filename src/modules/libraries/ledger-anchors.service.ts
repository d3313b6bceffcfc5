import { Injectable } from '@nestjs/common';
import { TimeStamping } from '../../foundation/ledger/time-stamping.js';
import { setAnchored } from '../../foundation/metrics/metrics.js';
import { CheckpointLettersService } from './checkpoint-letters.service.js';
import { LibrariesService } from './libraries.service.js';

/** What one run anchored. */
export interface Anchored {
  isTimeStamped: boolean;
  letters: number;
}

/** Has the ledger's checkpoints kept outside: what makes rewriting its history show. */
@Injectable()
export class LedgerAnchorsService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly timeStamping: TimeStamping,
    private readonly letters: CheckpointLettersService,
  ) {}

  /**
   * Has the platform's checkpoint time-stamped and mails each library's, where due or at once. What fails keeps nothing
   * else, and is tried again by the next run. @throws what failed first
   */
  async run(now: Date, atOnce = false): Promise<Anchored> {
    const failures: unknown[] = [];
    const failed = (error: unknown) => {
      failures.push(error);
      return false;
    };
    const isTimeStamped = await this.timeStamping.run(now, atOnce).catch(failed);
    if (isTimeStamped) setAnchored('time-stamp', now);
    let letters = 0;
    for (const { id } of await this.libraries.directory())
      if (await this.letters.write(id, now, atOnce).catch(failed)) letters += 1;
    if (letters) setAnchored('mail', now);
    if (failures.length) throw failures[0];
    return { isTimeStamped, letters };
  }
}
