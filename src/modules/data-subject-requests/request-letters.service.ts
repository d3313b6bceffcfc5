import { Injectable } from '@nestjs/common';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { ContactService } from '../accounts/contact.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { requestLetter, type RequestLetter } from './request-letter-texts.js';

/** Letters that tell a reader what became of a request, in the library's name and the reader's language. */
@Injectable()
export class RequestLettersService {
  constructor(
    private readonly contacts: ContactService,
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Writes it in the caller's transaction; nothing where the library knows no address any more. */
  async post(db: Rows, subjectId: string, letter: RequestLetter): Promise<void> {
    const contact = await this.contacts.of(db, subjectId);
    if (!contact) return;
    const { slug, name } = await this.libraries.named(db);
    const link = `${this.setting.config.publicUrl}/l/${slug}/account#requests`;
    const words = requestLetter(contact.language, letter, { library: name, link });
    await this.outbox.post(db, { subjectId, to: contact.email, kind: `request-${letter.about}`, ...words });
  }
}
