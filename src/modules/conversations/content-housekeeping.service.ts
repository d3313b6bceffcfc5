import { Injectable } from '@nestjs/common';
import { ItemFilesService } from '../libraries/item-files.service.js';
import { AttachmentsService } from './attachments.service.js';
import { NewslettersService } from './newsletters.service.js';

/** Ends what a kill left half-way in one library. */
@Injectable()
export class ContentHousekeeping {
  constructor(
    private readonly items: ItemFilesService,
    private readonly attachments: AttachmentsService,
    private readonly newsletters: NewslettersService,
  ) {}

  /** Removes files that never arrived or were on their way out by now, and wakes unfinished newsletters. */
  async sweep(libraryId: string, now: Date): Promise<void> {
    await this.items.sweep(libraryId, now);
    await this.attachments.sweep(libraryId, now);
    await this.newsletters.wakeUnfinished(libraryId);
  }
}
