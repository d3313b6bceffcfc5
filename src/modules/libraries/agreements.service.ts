import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { versionOf } from '../../foundation/law/text-version.js';
import { Records } from '../../foundation/records/records.js';
import type { NewAgreement } from './dto.js';
import { Agreement, Library } from './library.entity.js';

/** The agreements of a library: immutable texts, of which the latest of each language is current. */
@Injectable()
export class AgreementsService {
  constructor(private readonly records: Records) {}

  /**
   * Publishes a new text in one language. Readers who accepted an earlier one of it find the agreement due.
   * @throws 422 a language the library does not serve; 409 words that were published before.
   */
  async publish(me: SignedIn, { language, title, text }: NewAgreement, now: Date) {
    const version = versionOf(language, title, text);
    return this.records.in(me, async (db) => {
      const { languages } = await db.get(Library, {}, 'for update');
      if (!languages.includes(language))
        throw invalid('/language', `The library serves ${languages.join(', ')}: write one of these.`);
      if (await db.count(Agreement, { version }))
        throw conflict(
          'published-before',
          'These words were published before. A version is never used twice: change a word.',
        );
      await db.update(Agreement, { language, supersededAt: null }, { supersededAt: now });
      const id = await db.insert(Agreement, { language, title, text, version, publishedAt: now });
      return { id, version: version.toString('hex') };
    });
  }
}
