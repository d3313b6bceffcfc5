import { Injectable } from '@nestjs/common';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { spoken } from '../../foundation/data-map/words.js';
import { plainTextOf } from '../../foundation/documents/plain-text.js';
import type { WrittenDocument } from '../../foundation/documents/written-document.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Outbox, type NewLetter } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { wordsOf, type RightsLetterKind } from './letters.js';

/** A letter about a request: for whom it is sealed, to which address, with a link to which page. */
export interface RightsLetter {
  kind: RightsLetterKind;
  subjectId: string;
  to: string;
  language: string;
  page?: string;
  token?: string;
  /** The kind of request, for letters that name it. */
  request?: string;
  facts?: Record<string, string>;
}

/** Letters about requests of people who are not signed in. */
@Injectable()
export class OutsideLettersService {
  constructor(
    private readonly outbox: Outbox,
    private readonly libraries: LibrariesService,
    private readonly setting: Setting,
  ) {}

  /** Writes the letter in the caller's transaction, to an address that was proved. */
  async post(db: Rows, letter: RightsLetter): Promise<void> {
    await this.outbox.post(db, await this.written(db, letter));
  }

  /** The same to an address that anyone may have named: false where three were written to it today already. */
  async postToStranger(db: Rows, letter: RightsLetter, now: Date): Promise<boolean> {
    return (await this.outbox.postToStranger(db, await this.written(db, letter), now)) !== null;
  }

  /** A letter whose words are a document. */
  async postDocument(db: Rows, to: { subjectId: string; to: string }, document: WrittenDocument) {
    const { title: subject } = document;
    await this.outbox.post(db, { ...to, kind: 'rights-nothing-held', subject, text: plainTextOf(document) });
  }

  /** Removes what was written for somebody made for a request alone. */
  async drop(db: Rows, subjectId: string): Promise<void> {
    await db.delete(Letter, { subjectId });
  }

  private async written(db: Rows, letter: RightsLetter): Promise<NewLetter> {
    const { kind, subjectId, to, language, page = 'rights', token, request = '', facts = {} } = letter;
    const { slug, controller } = await this.libraries.answering(db);
    const { name: library, ...place } = await this.libraries.named(db);
    const found = supervisoryAuthority(place);
    const authority = found ? `${found.name}, ${found.url}` : '';
    const link = `${this.setting.config.publicUrl}/l/${slug}/${page}${token ? `?token=${token}` : ''}`;
    const what = codeMeaning(request, spoken(language));
    const { contact } = controller;
    const words = wordsOf(kind, language, { library, link, what, contact, authority, ...facts });
    return { subjectId, to, kind, ...words };
  }
}
