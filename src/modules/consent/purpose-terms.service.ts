import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PurposeTerms } from './dto.js';
import { ObjectionsService } from './objections.service.js';
import { LibraryPurpose } from './purpose.entity.js';

/** On which terms a library pursues a purpose: how long a consent to it stands, and whether it is direct marketing. */
@Injectable()
export class PurposeTermsService {
  constructor(
    private readonly records: Records,
    private readonly objections: ObjectionsService,
  ) {}

  /**
   * Sets for how long consents to a purpose are given from now on, and whether it is direct marketing. Consents that were
   * given stand for as long as was said when they were. @throws 404; 422 for what does not fit the legal basis.
   */
  async change(me: SignedIn, purpose: string, terms: PurposeTerms, now: Date) {
    const { validityMonths, directMarketing } = terms;
    return this.records.in(me, async (db) => {
      const { id, key, legalBasis } = await db.get(
        LibraryPurpose,
        { key: purpose as PurposeKey },
        'for update',
      );
      const isObjectable = legalBasis === 'legitimate-interests' || legalBasis === 'public-task';
      if (typeof validityMonths === 'number' && legalBasis !== 'consent')
        throw invalid('/validityMonths', 'Only consent runs out. Leave the period out for this purpose.');
      if (directMarketing && !isObjectable)
        throw invalid(
          '/directMarketing',
          'Nobody can object to this purpose, so that it makes no difference. Leave it out.',
        );
      await db.update(LibraryPurpose, { id }, given(terms));
      if (directMarketing) await this.objections.makeAbsolute(db, key, now);
      const changed = await db.get(LibraryPurpose, { id });
      return {
        key,
        validityMonths: changed.validityMonths,
        directMarketing: changed.directMarketing,
      };
    });
  }
}

/** What was said; what was left out stays as it is. */
function given({ validityMonths, directMarketing }: PurposeTerms): PurposeTerms {
  return {
    ...(validityMonths === undefined ? {} : { validityMonths }),
    ...(directMarketing === undefined ? {} : { directMarketing }),
  };
}
