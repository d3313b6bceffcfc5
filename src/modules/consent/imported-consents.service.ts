import { Injectable } from '@nestjs/common';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { versionOf } from '../../foundation/law/text-version.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { Consent } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** A decision that was made elsewhere, with what shows that it was. */
export interface Brought {
  purpose: string;
  decision: 'given' | 'refused' | 'withdrawn';
  decidedAt: Date;
  /** The exact words that were shown. */
  text: string;
  language: string;
  method: string;
  proof: string;
}

const NO_PURPOSE =
  'The library asks no consent for this purpose: write the key of one that it asks, such as newsletter.';
const NO_READER = 'The library has no such reader: import the reader first.';
const CHILD =
  'At the age of this reader a guardian’s word is needed, which an import cannot bring: ask in the opt-in section.';
const CHANGED =
  'The purpose has changed its meaning since this was decided: consent to earlier words counts no more.';
const ALREADY = 'This decision was imported already: nothing was changed.';
const LATER =
  'A later decision of this reader is known for this purpose, or one of the same moment: it stands.';

/** Consent that a library brings along: only with its evidence, marked so, and never against a later word of the reader. */
@Injectable()
export class ImportedConsentsService {
  constructor(private readonly consent: ConsentService) {}

  /** Keeps a decision inside the caller's transaction, or gives the reason why not. The words are kept unpublished. */
  async keep(db: Rows, subjectId: string, brought: Brought, now: Date): Promise<string | undefined> {
    const purpose = brought.purpose as PurposeKey;
    const reason = await this.reasonAgainst(db, subjectId, purpose, brought);
    if (reason) return reason;
    const { decision, decidedAt, text, language, method, proof } = brought;
    const version = versionOf(language, '', text);
    if (!(await db.count(PurposeVersion, { purpose, version }))) {
      const words = { purpose, language, version, title: '', text, supersededAt: null };
      await db.insert(PurposeVersion, { ...words, origin: 'imported', publishedAt: now, replacedAt: now });
    }
    const imported = { decidedAt, method, proof };
    const decided = { purpose, decision, version, language, surface: 'imported', imported } as const;
    await this.consent.record(db, subjectId, [decided], now);
    return undefined;
  }

  private async reasonAgainst(db: Rows, subjectId: string, purpose: PurposeKey, brought: Brought) {
    const { decision, decidedAt } = brought;
    // Held, so that no other import keeps the same words, and no change of meaning comes in between.
    const asked = await db.find(LibraryPurpose, { key: purpose }, 'for update');
    if (asked?.legalBasis !== 'consent') return NO_PURPOSE;
    // Held, so that no decision of the reader's own comes in between.
    const subject = await db.find(Subject, { id: subjectId, kind: 'reader' }, 'for update');
    if (subject?.state !== 'active' && subject?.state !== 'restricted') return NO_READER;
    if (decision === 'given' && subject.ageRule === 'guardian') return CHILD;
    const superseded = await db.count(PurposeVersion, { purpose, supersededAt: { after: decidedAt } });
    if (decision === 'given' && superseded) return CHANGED;
    const standing = await db.find(Consent, { subjectId, purpose });
    if (!standing || standing.since < decidedAt) return undefined;
    const isSame = standing.isImported && standing.state === decision;
    return isSame && standing.since.getTime() === decidedAt.getTime() ? ALREADY : LATER;
  }
}
