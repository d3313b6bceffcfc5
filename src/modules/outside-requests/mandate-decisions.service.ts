import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff, Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { lockSubject } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { MandateAnswersService } from './mandate-answers.service.js';
import { Mandate } from './mandate.entity.js';
import { MandatesService } from './mandates.service.js';
import type { Entered } from './outside-entries.service.js';

const DAY_MS = 86_400_000;
/** As long as any proof of what was asked and done; one that is nobody's here goes with its letters. */
const KEPT_DAYS = { known: 3 * 365, nobodys: 7 };

/** What the person says of a mandate, by the link in their letter. */
export interface PersonsWord {
  token: string;
  accepted: boolean;
  understood?: true | undefined;
}

/** What an owner decides about a mandate. */
export interface OwnersWord {
  accepted: boolean;
  reason: string;
  /** Whose it is, where the address named is nobody's here. */
  readerId?: string | undefined;
  /** Whether the copy goes to the representative, who asked for that. */
  toRepresentative?: boolean | undefined;
}

/** Who decides about a mandate: the person it names, by letter, or the owner, who has read it. */
@Injectable()
export class MandateDecisionsService {
  constructor(
    private readonly records: Records,
    private readonly mandates: MandatesService,
    private readonly answers: MandateAnswersService,
  ) {}

  /** @throws 404 link; 422 an erasure that was not understood */
  async bySubject(me: Visitor, word: PersonsWord, now: Date): Promise<Entered | null> {
    const { token, accepted, understood } = word;
    const mandate = await this.mandates.byLink(me, token, now);
    if (accepted && mandate.kind === 'erasure' && !understood)
      throw invalid('/understood', 'Read what an erasure takes, and send {"understood": true}.');
    const decided = deciding(mandate, { state: accepted ? 'confirmed' : 'refused' }, now);
    if (!accepted) return this.refuse(me, mandate, decided, '', now);
    const { subjectId: readerId } = mandate;
    return this.answers.enter(me, mandate, { readerId, handedTo: null, provedAt: now }, decided, now);
  }

  /**
   * The owner's decision. The paper is removed with it; that it was checked is noted. Where nobody is known and no reader
   * is named, the representative is told that nothing is held.
   * @throws 404; 409 once it is decided; 422 a delivery that was not asked for, a reader who is none
   */
  async byOwner(me: Staff, id: string, word: OwnersWord, now: Date): Promise<Entered | null> {
    const { accepted, reason, toRepresentative = false } = word;
    const mandate = await this.records.in(me, (db) => db.get(Mandate, { id }));
    const { mandated, hadPaper, isKnown, subjectId, provedAt } = mandate;
    if (toRepresentative && mandated.deliverTo !== 'representative')
      throw invalid('/toRepresentative', 'The mandate does not ask for that. The copy goes to the person.');
    const state = accepted ? 'approved' : 'refused';
    const paperCheckedAt = hadPaper ? now : null;
    const decided = deciding(mandate, { state, reason, decidedBy: me.id, paperCheckedAt }, now);
    if (!accepted) return this.refuse(me, mandate, decided, reason, now);
    const readerId = word.readerId ?? (isKnown ? subjectId : undefined);
    if (readerId === undefined) return this.answers.tellNothingHeld(me, mandate, decided, now);
    const handedTo = toRepresentative ? { email: mandated.email, language: mandated.language } : null;
    return this.answers.enter(me, mandate, { readerId, handedTo, provedAt }, decided, now);
  }

  private async refuse(
    me: SignedIn,
    mandate: Opened<Mandate>,
    decided: (db: Rows) => Promise<void>,
    reason: string,
    now: Date,
  ): Promise<null> {
    await this.records.in(me, async (db) => {
      await decided(db);
      await this.answers.tell(db, mandate, 'mandate-refused', reason, now);
    });
    return null;
  }
}

/**
 * Decides once: of two who decide at the same moment, one is told. The paper goes with it. The reader is locked before the
 * mandate, as by an erasure, which closes it.
 */
function deciding({ id, isKnown, subjectId }: Opened<Mandate>, changes: Partial<Mandate>, now: Date) {
  const days = isKnown ? KEPT_DAYS.known : KEPT_DAYS.nobodys;
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  return async (db: Rows) => {
    if (isKnown) await lockSubject(db, subjectId);
    const decision = { ...changes, paper: null, decidedAt: now, expiresAt };
    if (await db.update(Mandate, { id, state: 'waiting' }, decision)) return;
    throw conflict('decided', 'This mandate is decided already. Load the open ones again.');
  };
}
