import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { EARLIER_ENDS, purposeOf } from '../../foundation/data-map/purposes.js';
import type { PurposeKey, Retention } from '../../foundation/data-map/vocabulary.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PurposeTerms } from './dto.js';
import { ObjectionsService } from './objections.service.js';
import { LibraryPurpose } from './purpose.entity.js';

/** On which terms a library pursues a purpose: how long a consent stands and data are kept, and whether it is direct marketing. */
@Injectable()
export class PurposeTermsService {
  constructor(
    private readonly records: Records,
    private readonly objections: ObjectionsService,
  ) {}

  /**
   * Sets for how long consents to a purpose are given from now on, and whether it is direct marketing. Consents that were
   * given stand for as long as was said when they were; data end by the new period from the next night on.
   * @throws 404; 422 for what does not fit the legal basis, or is longer than the purpose can need
   */
  async change(me: SignedIn, purpose: string, terms: PurposeTerms, now: Date) {
    const { validityMonths, directMarketing } = terms;
    return this.records.in(me, async (db) => {
      const { id, key, legalBasis, retention } = await db.get(
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
      await db.update(LibraryPurpose, { id }, { ...given(terms), retention: keptFor(key, retention, terms) });
      if (directMarketing) await this.objections.makeAbsolute(db, key, now);
      const changed = await db.get(LibraryPurpose, { id });
      return {
        key,
        validityMonths: changed.validityMonths,
        directMarketing: changed.directMarketing,
        keptMonths: changed.retention.months,
        keptFrom: changed.retention.from,
      };
    });
  }
}

/** Storage limitation (Art. 5(1)(e)): a library may keep less long than the catalogue gives reasons for, never longer. */
function keptFor(key: PurposeKey, now: Retention, { keptMonths, keptFrom }: PurposeTerms): Retention {
  const longest = purposeOf(key).retention;
  const kept = { months: keptMonths ?? now.months, from: keptFrom ?? now.from };
  const events = [longest.from, ...(EARLIER_ENDS[key] ?? [])];
  if (!events.includes(kept.from))
    throw invalid('/keptFrom', `The months of this purpose count from ${events.join(' or ')}.`);
  if (kept.from === longest.from && kept.months > longest.months)
    throw invalid(
      '/keptMonths',
      `Write ${longest.months} months or fewer from ${longest.from}: for longer this purpose gives no reason.`,
    );
  return kept;
}

/** What was said; what was left out stays as it is. */
function given({ validityMonths, directMarketing }: PurposeTerms) {
  return {
    ...(validityMonths === undefined ? {} : { validityMonths }),
    ...(directMarketing === undefined ? {} : { directMarketing }),
  };
}
