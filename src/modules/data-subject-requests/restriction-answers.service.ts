import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import { conflict } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { Restriction } from '../../foundation/records/restriction.entity.js';
import { RestrictedView } from '../../foundation/records/restricted-view.entity.js';
import { noteTold } from '../../foundation/records/restrictions.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { AccountLettersService } from '../accounts/account-letters.service.js';
import { ContactService } from '../accounts/contact.service.js';
import { forLibrary, TOLD_BEFORE_MS } from './restrictions.service.js';

const VIEW_MS = 3_600_000;

/** What an owner does about restrictions: tells a reader that one will be lifted, and opens restricted data for a claim. */
@Injectable()
export class RestrictionAnswersService {
  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    private readonly letters: AccountLettersService,
  ) {}

  /**
   * Tells the reader by letter that a restriction will be lifted in a week and why (Art. 18(3)); the job lifts it.
   * @throws 404; 409 where it was told before, is over, or is a legal hold, which is released where it was placed
   */
  async announceLifting(me: Staff, id: string, reason: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { subjectId, ground } = await db.get(Restriction, { id });
      if (ground === 'legal-hold') throw releasedElsewhere();
      if (!(await noteTold(db, id, now))) throw toldBefore();
      await this.tell(db, subjectId, reason, now);
      return forLibrary(await db.get(Restriction, { id }));
    });
  }

  /**
   * A restriction whose request is refused ends too, but not behind the reader's back: they are told of the day a week
   * before it (Art. 18(3)), inside the transaction that refuses.
   */
  async requestRefused(db: Rows, requestId: string, reason: string, now: Date): Promise<void> {
    for (const { id, subjectId } of await db.all(Restriction, { requestId, liftedAt: null }))
      if (await noteTold(db, id, now)) await this.tell(db, subjectId, reason, now);
  }

  private async tell(db: Rows, subjectId: string, reason: string, now: Date) {
    const contact = await this.contacts.of(db, subjectId);
    if (!contact) return;
    const { email: to, language } = contact;
    const day = new Date(now.getTime() + TOLD_BEFORE_MS).toISOString().slice(0, 10);
    const letter = { kind: 'restriction-lifting', page: 'account#restriction' } as const;
    await this.letters.post(db, { ...letter, subjectId, to, language, facts: { reason, day } }, now);
  }

  /** Opens a reader's restricted data to the owner for an hour, for a legal claim that the reader can read (Art. 18(2)). @throws 404; 409 where nothing is restricted */
  async open(me: Staff, subjectId: string, reason: string, now: Date): Promise<{ id: string; until: Date }> {
    return this.records.in(me, async (db) => {
      const { state } = await db.get(Subject, {
        id: subjectId,
        kind: 'reader',
        state: ['active', 'restricted'],
      });
      if (state !== 'restricted') throw notRestricted();
      const until = new Date(now.getTime() + VIEW_MS);
      const view = { subjectId, staffId: me.id, reason, openedAt: now, untilAt: until };
      return { id: await db.insert(RestrictedView, view), until };
    });
  }
}

const toldBefore = () =>
  conflict('told-before', 'The reader was told already, or the restriction is over. Read its state.');

const releasedElsewhere = () =>
  conflict(
    'legal-hold',
    'This restriction is a legal hold of the library’s own. Release the hold where it was placed.',
  );

const notRestricted = () =>
  conflict('not-restricted', 'The data of this reader are not restricted: they are shown as any others are.');
