import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { spoken, columnTitle, type Language } from '../../foundation/data-map/words.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { AccountLettersService } from '../accounts/account-letters.service.js';
import { ContactService } from '../accounts/contact.service.js';
import { CorrectableService } from './correctable.service.js';
import { CorrectionProposal, type ProposalState } from './correction-proposal.entity.js';
import { correctionShape } from './corrections.service.js';
import { DataSubjectRequest, SupplementaryStatement } from './request.entity.js';

type Proposal = Opened<CorrectionProposal>;

/** What an owner decides about corrections: made at once, or refused with a reason and the reader's words beside it. */
@Injectable()
export class CorrectionAnswersService {
  constructor(
    private readonly records: Records,
    private readonly correctable: CorrectableService,
    private readonly contacts: ContactService,
    private readonly letters: AccountLettersService,
  ) {}

  /** The latest first, each with what is recorded now: to decide is the reader's right, restricted or not. */
  async list(me: Staff, state: ProposalState | undefined, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const options = { order: 'newest', ...page } as const;
      const { items, next } = await db.page(CorrectionProposal, { ...(state ? { state } : {}) }, options);
      return { items: await Promise.all(items.map((one) => this.described(db, one))), next };
    });
  }

  /** @throws 404 */
  async show(me: Staff, id: string) {
    return this.records.in(me, async (db) => this.described(db, await db.get(CorrectionProposal, { id })));
  }

  /** Accepts or refuses, and tells the reader by letter. @throws 404; 409 once it is decided; 422 a refusal without a reason */
  async decide(
    me: Staff,
    id: string,
    { accepted, reason }: { accepted: boolean; reason?: string },
    now: Date,
  ) {
    return this.records.in(me, async (db) => {
      const proposal = await db.get(CorrectionProposal, { id });
      if (!accepted && !reason)
        throw invalid('/reason', 'Say why it is refused; the reader reads it (Art. 12(4)).');
      const state = accepted ? 'accepted' : 'refused';
      const decided = { state, reason: reason ?? null, decidedAt: now, decidedBy: me.id } as const;
      if (!(await db.update(CorrectionProposal, { id, state: 'open' }, decided))) throw decidedBefore();
      if (accepted) await this.correctable.correct(db, proposal, proposal.value);
      await this.tell(db, proposal, { accepted, reason: reason ?? '' }, now);
      await this.endRequest(db, proposal, now);
      return this.described(db, await db.get(CorrectionProposal, { id }));
    });
  }

  private async tell(db: Rows, proposal: Proposal, answer: { accepted: boolean; reason: string }, now: Date) {
    const { subjectId, value, why } = proposal;
    const contact = await this.contacts.of(db, subjectId);
    const language = contact?.language ?? 'en';
    const datum = this.titleOf(proposal.datum, spoken(language));
    if (!answer.accepted) {
      const statement = `${datum} (${proposal.rowId}): ${value}\n\n${why}`;
      await db.insert(SupplementaryStatement, { subjectId, recordedAt: now, statement });
    }
    if (!contact) return;
    const kind = answer.accepted ? 'correction-accepted' : 'correction-refused';
    const facts = { datum, reason: answer.reason };
    await this.letters.post(
      db,
      { kind, subjectId, to: contact.email, language, page: 'account#data', facts },
      now,
    );
  }

  /** The request is done when nothing that it asked for waits any more. */
  private async endRequest(db: Rows, { requestId }: Proposal, now: Date) {
    if (await db.count(CorrectionProposal, { requestId, state: 'open' })) return;
    const open = { id: requestId, state: ['received', 'in-progress'] as const };
    await db.update(DataSubjectRequest, open, { state: 'completed', completedAt: now });
  }

  private async described(db: Rows, proposal: Proposal) {
    const present = await this.correctable.present(db.forRights(), proposal);
    return { ...correctionShape(proposal), reader: proposal.subjectId, present };
  }

  private titleOf(name: string, language: Language): string {
    const { table, property } = this.correctable.demand(name);
    return columnTitle(table, property, language);
  }
}

const decidedBefore = () =>
  conflict('decided', 'This correction is decided already. Read the open ones again.');
