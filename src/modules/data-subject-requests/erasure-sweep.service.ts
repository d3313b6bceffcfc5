import { Injectable } from '@nestjs/common';
import { ErasureListStepsService } from './erasure-list-steps.service.js';
import { ErasureStepsService } from './erasure-steps.service.js';
import { OwedLinesService } from './owed-lines.service.js';
import { WaitingStepsService } from './waiting-steps.service.js';

/** What of erasures has to go on without anybody asking: lines that their ledger is owed, those that wait, those that have begun, lists of them. */
@Injectable()
export class ErasureSweepService {
  constructor(
    private readonly owed: OwedLinesService,
    private readonly waiting: WaitingStepsService,
    private readonly erasures: ErasureStepsService,
    private readonly lists: ErasureListStepsService,
  ) {}

  /** Ids that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return [
      ...(await this.owed.due(libraryId)),
      ...(await this.waiting.due(libraryId, now)),
      ...(await this.lists.due(libraryId, now)),
      ...(await this.erasures.due(libraryId, now)),
    ];
  }

  /** Ends erasures that no backup can undo, and removes lists whose time is over. */
  async expire(libraryId: string, now: Date): Promise<void> {
    await this.erasures.passHorizon(libraryId, now);
    await this.lists.expire(libraryId, now);
  }
}
