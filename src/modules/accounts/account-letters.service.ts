import { Injectable } from '@nestjs/common';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { Outbox, type NewLetter } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { AccountLinksService, type NewLink } from './account-links.service.js';
import { wordsOf, type LetterKind } from './letters.js';

/** A letter about an account: whose, to which address, in which language, with a link to which page. */
export interface AccountLetter {
  kind: LetterKind;
  subjectId: string;
  to: string;
  language: string;
  page?: string;
  /** A token that the caller keeps, for the link. */
  token?: string;
  /** A link that is kept with the letter. */
  link?: Omit<NewLink, 'subjectId'>;
  facts?: Record<string, string>;
}

/** Letters about accounts, in the reader's language and the library's name. */
@Injectable()
export class AccountLettersService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly links: AccountLinksService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Writes the letter, and keeps its link, in the caller's transaction. */
  async post(db: Rows, letter: AccountLetter, now: Date): Promise<void> {
    const { tokenHash, written } = await this.write(db, letter);
    await this.outbox.post(db, written);
    await this.keep(db, letter, tokenHash, now);
  }

  /**
   * The same where anyone can ask for it: at most three a day go to one address; the rest, and their links, are dropped.
   * Tells whether it was written.
   */
  async postToStranger(db: Rows, letter: AccountLetter, now: Date): Promise<boolean> {
    const { tokenHash, written } = await this.write(db, letter);
    const id = await this.outbox.postToStranger(db, written, now);
    if (id) await this.keep(db, letter, tokenHash, now);
    return id !== null;
  }

  /** Takes back what is written to a person and not yet sent. */
  async recall(db: Rows, subjectId: string): Promise<void> {
    await this.outbox.recall(db, subjectId);
  }

  /** Takes back what was written about a person to somebody else's address. */
  async recallFrom(db: Rows, subjectId: string, address: string): Promise<void> {
    await this.outbox.recallFrom(db, subjectId, address);
  }

  private async keep(db: Rows, { link, subjectId }: AccountLetter, tokenHash: Buffer, now: Date) {
    if (link) await this.links.keep(db, tokenHash, { ...link, subjectId }, now);
  }

  private async write(db: Rows, letter: AccountLetter): Promise<{ tokenHash: Buffer; written: NewLetter }> {
    const { kind, subjectId, to, language, page = 'account', link, facts = {} } = letter;
    const { slug, name } = await this.libraries.named(db);
    const made = newOpaqueToken(db.me.libraryId);
    const token = letter.token ?? (link ? made.token : undefined);
    const address = `${this.setting.config.publicUrl}/l/${slug}/${page}${token ? `?token=${token}` : ''}`;
    const words = wordsOf(kind, language, { library: name, link: address, ...facts });
    return { tokenHash: made.hash, written: { subjectId, to, kind, ...words } };
  }
}
