import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import { OutsideAnchors } from '../../foundation/ledger/outside-anchors.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { checkpointLetter } from './checkpoint-letter.js';
import { Library } from './library.entity.js';

const KIND = 'ledger-checkpoint';

/** Mails a library's checkpoint to its data protection officer, who keeps it where no administrator reaches. */
@Injectable()
export class CheckpointLettersService {
  constructor(
    private readonly records: Records,
    private readonly anchors: OutsideAnchors,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /**
   * Writes a letter if one is due, in one transaction with the note that it was written; tells whether it did. Nothing
   * to do where the officer is reached by no e-mail address.
   */
  async write(libraryId: string, now: Date, atOnce = false): Promise<boolean> {
    return this.records.in(aJob('ledger-anchors', libraryId), async (db) => {
      const { name, slug, languages, controller } = await db.get(Library, {});
      const address = controller.dataProtectionOfficer.trim();
      if (!isEmailAddress(address)) return false;
      const due = await this.anchors.due(db, 'mail', address, now, atOnce);
      if (!due) return false;
      // First, so that of two who are at it the second waits here and then writes nothing.
      const isOurs = await this.anchors.keep(db, due, { kind: 'mail', address, at: now, token: null });
      if (!isOurs) return false;
      const log = `${this.setting.config.publicUrl}/api/v1/ledger/${slug}`;
      const words = checkpointLetter({ library: name, log, checkpoint: due.note, key: due.key }, languages);
      await this.outbox.post(db, {
        subjectId: await this.officer(db, address),
        to: address,
        kind: KIND,
        ...words,
      });
      return true;
    });
  }

  /** The officer as the keys know them. Who had the office's letters at another address is forgotten. */
  private async officer(db: Rows, address: string): Promise<string> {
    const { items } = await db.page(Letter, { kind: KIND }, { limit: 1, order: 'newest' });
    const [last] = items;
    if (last?.recipient === address) return last.subjectId;
    if (last) {
      await this.outbox.recall(db, last.subjectId);
      await db.forgetSubject(last.subjectId);
    }
    return db.createSubject('staff', 'active', 'met');
  }
}
