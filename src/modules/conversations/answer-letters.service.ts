import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { ContactService } from '../accounts/contact.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { answeredLetter, type LetterHead } from './letters.js';

/** Letters that tell readers of an answer. */
@Injectable()
export class AnswerLettersService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly contacts: ContactService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Asked before a transaction begins, because it opens one of its own. */
  async libraryOf(me: SignedIn): Promise<LetterHead> {
    const { name, slug } = await this.libraries.describe(me);
    return { name, slug };
  }

  /** Posts the letter in the caller's transaction; a reader without an address gets none. */
  async announce(db: Rows, readerId: string, { name, slug }: LetterHead): Promise<void> {
    const reader = await this.contacts.of(db, readerId);
    if (!reader) return;
    const link = `${this.setting.config.publicUrl}/l/${slug}/account`;
    const words = answeredLetter(reader.language, name, link);
    await this.outbox.post(db, {
      subjectId: readerId,
      to: reader.email,
      kind: 'conversation-answered',
      ...words,
    });
  }
}
