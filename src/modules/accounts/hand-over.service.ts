import { Injectable } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { Rows } from '../../foundation/records/rows.js';
import { GuardianConsentService } from '../consent/guardian-consent.service.js';
import { PurposesService } from '../consent/purposes.service.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLinksService } from './account-links.service.js';
import { Reader } from './reader.entity.js';

/** What happens when a reader comes to decide alone: the guardian's part ends, and the reader is told (EDPB 05/2020, 149). */
@Injectable()
export class HandOverService {
  constructor(
    private readonly links: AccountLinksService,
    private readonly letters: AccountLettersService,
    private readonly consents: GuardianConsentService,
    private readonly purposes: PurposesService,
  ) {}

  /**
   * Inside the caller's transaction, which holds the reader's row: the age rule is met, links to the guardian are void,
   * everything that is held about the guardian is deleted, and the reader is written to about what the guardian gave.
   */
  async toReader(db: Rows, reader: Opened<Reader>, now: Date): Promise<void> {
    const { id: subjectId, email: to, language, guardian } = reader;
    await db.changeSubject(subjectId, { ageRule: 'met' });
    await this.links.void(db, subjectId, 'guardian-agreement');
    if (!guardian) return;
    await db.update(Reader, { id: subjectId }, { guardian: null });
    await this.letters.recallFrom(db, subjectId, guardian.email);
    const handed = await this.consents.handOver(db, subjectId, now);
    const titles = await this.purposes.titles(db, handed, language);
    const facts = { consents: titles.map((title) => `- ${title}`).join('\n') };
    const letter = { kind: 'came-of-age', subjectId, to, language, page: 'account#opt-in', facts } as const;
    await this.letters.post(db, letter, now);
  }
}
