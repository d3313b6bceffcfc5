import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ContactService } from '../accounts/contact.service.js';
import type { Mandate } from './mandate.entity.js';
import { NobodysRequestsService } from './nobodys-requests.service.js';
import { OutsideEntriesService, type Entered } from './outside-entries.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import type { HandedTo } from './request-link.entity.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** Whose request it is, whom a copy goes to, and since when it is known that the mandate stands. */
export interface Accepted {
  readerId: string;
  handedTo: HandedTo | null;
  provedAt: Date;
}

type Decided = (db: Rows) => Promise<void>;

/** What follows from a decision about a mandate, in the transaction that takes it. */
@Injectable()
export class MandateAnswersService {
  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    private readonly entries: OutsideEntriesService,
    private readonly nobodys: NobodysRequestsService,
    private readonly addressees: UnverifiedRequestsService,
    private readonly letters: OutsideLettersService,
  ) {}

  /** Enters the request as the person's own. @throws 422 for a reader whom the library does not know */
  async enter(
    me: SignedIn,
    mandate: Opened<Mandate>,
    { readerId, handedTo, provedAt }: Accepted,
    decided: Decided,
    now: Date,
  ): Promise<Entered> {
    const { kind, receivedAt, askedAt, mandated } = mandate;
    const contact = await this.records.in(me, (db) => this.contacts.of(db, readerId));
    if (!contact) throw invalid('/readerId', 'The library knows no such reader, or is forgetting them.');
    const reader = { ...contact, id: readerId };
    const proved = { kind, receivedAt, askedAt, provedAt, statement: mandated.statement };
    const useUp = async (db: Rows) => {
      await decided(db);
      await this.tell(db, mandate, 'mandate-accepted', '', now);
      return null;
    };
    return this.entries.enter(me, { ...proved, reader, handedTo }, useUp, now);
  }

  /** Tells the representative that nothing is held of the person, as it would tell the person. */
  async tellNothingHeld(
    me: SignedIn,
    mandate: Opened<Mandate>,
    decided: Decided,
    now: Date,
  ): Promise<Entered> {
    const { kind, receivedAt, askedAt, provedAt, mandated } = mandate;
    const { request } = await this.nobodys.answerFor(
      me,
      { of: mandated.of, to: mandated.email, language: mandated.language },
      { kind, receivedAt, askedAt, provedAt },
      async (db) => {
        await decided(db);
        return this.addresseeOf(db, mandate, now);
      },
      now,
    );
    return { request, certificateUrl: null };
  }

  /** Writes to the representative; the letter is sealed for nobody else, so that an erasure does not hold it back. */
  async tell(
    db: Rows,
    mandate: Opened<Mandate>,
    letter: 'mandate-accepted' | 'mandate-refused',
    reason: string,
    now: Date,
  ): Promise<void> {
    const { email: to, language } = mandate.mandated;
    const subjectId = await this.addresseeOf(db, mandate, now);
    const about = { request: mandate.kind, facts: { reason } };
    await this.letters.post(db, { kind: letter, subjectId, to, language, ...about });
  }

  private addresseeOf(db: Rows, { kind, mandated: { email, language } }: Opened<Mandate>, now: Date) {
    return this.addressees.makeAddressee(db, { kind, email, asked: { language } }, now);
  }
}
