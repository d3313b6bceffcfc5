import { Injectable } from '@nestjs/common';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { AgeRuleService } from './age-rule.service.js';
import { BirthDateReview } from './birth-date-review.entity.js';
import type { ProfileChanges } from './dto.js';
import { GuardiansService } from './guardians.service.js';
import { Reader } from './reader.entity.js';

/** Something that a reader has to be told and that no letter could. */
export interface AccountNotice {
  id: string;
  at: Date;
  subject: string;
  text: string;
}

/** Notices that a module has for a reader, in the transaction that shows the account. */
type NoticeSource = (db: Rows, reader: Pick<Opened<Reader>, 'id' | 'language'>) => Promise<AccountNotice[]>;

/** The reader's own account. */
@Injectable()
export class MeService {
  private readonly sources: NoticeSource[] = [];

  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly ages: AgeRuleService,
    private readonly guardians: GuardiansService,
  ) {}

  /** Has a module show readers what they have to be told. */
  onShown(source: NoticeSource) {
    this.sources.push(source);
  }

  /** The account as the reader sees it. */
  async show(me: Me) {
    return this.records.in(me, async (db) => {
      const reader = await db.get(Reader, { id: me.id });
      const agreementDue = await this.libraries.isAgreementDue(db, reader.agreementVersion);
      const notices = [];
      for (const source of this.sources) notices.push(...(await source(db, reader)));
      return { ...(await this.profile(db, reader)), agreementDue, notices };
    });
  }

  /** Changes what may be changed directly (Art. 16); a birth date that crosses an age of consent is reviewed. */
  async change(
    me: Me,
    { phone, birthDate, country, guardian, ...changes }: ProfileChanges,
    now = new Date(),
  ) {
    return this.records.in(me, async (db) => {
      const reader = await db.get(Reader, { id: me.id }, 'for update');
      const written = { ...changes, ...(phone === undefined ? {} : { phone: phone || null }) };
      await db.update(Reader, { id: me.id }, written);
      if (birthDate !== undefined || country !== undefined) {
        const born = { ...(birthDate ? { birthDate } : {}), ...(country ? { country } : {}) };
        await this.ages.change(db, reader, born, now);
      }
      if (guardian) await this.guardians.name(db, me.id, guardian, now);
      return this.profile(db, await db.get(Reader, { id: me.id }));
    });
  }

  private async profile(db: Rows, reader: Opened<Reader>) {
    const { ageRule } = await db.get(Subject, { id: reader.id });
    const review = await db.find(BirthDateReview, { subjectId: reader.id, state: 'open' });
    return { ...profileOf(reader), ageRule, birthDateReview: review && reviewOf(review) };
  }
}

function profileOf(reader: Opened<Reader>) {
  const { id, email, emailConfirmedAt, name, country, birthDate, language, phone, guardian, createdAt } =
    reader;
  return { id, email, emailConfirmedAt, name, country, birthDate, language, phone, guardian, createdAt };
}

function reviewOf({ id, state, birthDate, country, createdAt }: Opened<BirthDateReview>) {
  return { id, state, birthDate, country, createdAt };
}
