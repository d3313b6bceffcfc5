import { Injectable } from '@nestjs/common';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { ContactService, type Contact } from '../accounts/contact.service.js';
import { newsletterFooter, type LetterHead } from './letters.js';
import {
  NewsletterRecipient,
  UnsubscribeToken,
  type Newsletter,
  type NewsletterTexts,
} from './newsletter.entity.js';

/** The letters of a newsletter, each with its own link to stop. */
@Injectable()
export class NewsletterLettersService {
  constructor(
    private readonly contacts: ContactService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Writes to those of the readers who have not had it and can be reached, in the caller's transaction; gives their number. */
  async write(
    db: Rows,
    newsletter: Opened<Newsletter>,
    library: LetterHead,
    readerIds: string[],
    now: Date,
  ): Promise<number> {
    const { id: newsletterId, texts } = newsletter;
    const contacts = await this.contacts.confirmed(db, readerIds);
    const had = readerIds.length
      ? await db.all(NewsletterRecipient, { newsletterId, readerId: readerIds })
      : [];
    for (const { readerId } of had) contacts.delete(readerId);
    for (const [readerId, contact] of contacts) {
      const { token, hash } = newOpaqueToken(db.me.libraryId);
      await db.insert(NewsletterRecipient, { newsletterId, readerId, postedAt: now });
      await db.insert(UnsubscribeToken, { readerId, newsletterId, tokenHash: hash, createdAt: now });
      await this.outbox.post(db, { subjectId: readerId, ...this.letterTo(contact, texts, library, token) });
    }
    return contacts.size;
  }

  private letterTo(
    { email, language }: Contact,
    texts: NewsletterTexts,
    { name, slug }: LetterHead,
    token: string,
  ) {
    const { publicUrl } = this.setting.config;
    const { subject, body } =
      texts.byLanguage[language] ?? texts.byLanguage[language.slice(0, 2)] ?? texts.anyone;
    const footer = newsletterFooter(language, name, `${publicUrl}/l/${slug}/unsubscribe?token=${token}`);
    return {
      to: email,
      kind: 'newsletter' as const,
      subject,
      text: `${body}\n\n-- \n${footer}`,
      headers: {
        'List-Unsubscribe': `<${publicUrl}/api/v1/unsubscribe/${token}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    };
  }
}
