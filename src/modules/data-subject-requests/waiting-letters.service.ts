import { Injectable } from '@nestjs/common';
import type { LetterKind } from '../../foundation/data-map/processings.js';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { spoken } from '../../foundation/data-map/words.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Holds } from '../../foundation/records/holds.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { certificateAt, type AskedErasure } from './erasure-beginning.service.js';
import { graceLetter, heldLetter, keptLetter } from './waiting-letters.js';

/** What a reader is told by letter of an erasure that waits. */
@Injectable()
export class WaitingLettersService {
  constructor(
    private readonly outbox: Outbox,
    private readonly libraries: LibrariesService,
    private readonly setting: Setting,
  ) {}

  /** On which day it begins, and the link that takes it back. */
  async grace(db: Rows, asked: AskedErasure, beginsAt: Date, cancelToken: string): Promise<void> {
    const { name: library, slug } = await this.libraries.named(db);
    const link = `${this.setting.config.publicUrl}/l/${slug}/keep-account?token=${cancelToken}`;
    const { language } = asked.contact;
    await this.post(db, asked, 'erasure-waits', graceLetter(language, { library, beginsAt, link }));
  }

  /** Why something stays, until when that is looked at again, and whom one can complain to (Art. 12(4)). */
  async held(db: Rows, asked: AskedErasure, holds: Holds): Promise<void> {
    const { name: library, ...place } = await this.libraries.named(db);
    const { language } = asked.contact;
    const reasons = holds.all.map(({ ground, reviewAt }) => ({
      ground: codeMeaning(ground, spoken(language)),
      reviewAt,
    }));
    const authority = supervisoryAuthority(place);
    const certificate = certificateAt(this.setting.config.publicUrl, asked.token);
    await this.post(
      db,
      asked,
      'erasure-held',
      heldLetter(language, { library, reasons, certificate, ...(authority ? { authority } : {}) }),
    );
  }

  /** That it was taken back. */
  async kept(db: Rows, asked: AskedErasure): Promise<void> {
    const { name: library } = await this.libraries.named(db);
    await this.post(db, asked, 'erasure-taken-back', keptLetter(asked.contact.language, { library }));
  }

  private async post(
    db: Rows,
    { subjectId, contact }: AskedErasure,
    kind: LetterKind,
    words: { subject: string; text: string },
  ) {
    await this.outbox.post(db, { subjectId, to: contact.email, kind, ...words });
  }
}
