import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { invalid, notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { PermissionsService } from '../consent/permissions.service.js';
import { writerOf } from './conversations.service.js';
import { covers, purposesOf } from './interaction-kinds.js';
import type { NewInteraction } from './interaction-dto.js';
import { Interaction, InteractionRefusal } from './interaction.entity.js';

/** What came of an attempt: the id of what was recorded, or why it was refused. */
type Outcome = { id: string } | { refused: string };

/** Interactions of a library with its readers: recorded only where the permission question says yes. */
@Injectable()
export class InteractionsService {
  constructor(
    private readonly records: Records,
    private readonly permissions: PermissionsService,
  ) {}

  /**
   * Records an interaction if the reader's choices allow it at this very moment.
   * @throws 403 `not-permitted` with the reason, which is logged; 404 no such reader; 422 the purpose does not cover the kind
   */
  async record(me: SignedIn, interaction: NewInteraction, now: Date): Promise<{ id: string }> {
    const outcome = await this.records.in(me, (db) => this.attempt(db, interaction, now));
    if ('id' in outcome) return outcome;
    const { purpose } = interaction;
    const detail = `This reader’s choices do not allow it: "${purpose}" is ${outcome.refused}. Nothing was recorded; leave the reader alone.`;
    throw new Problem(403, 'not-permitted', detail, [], { reason: outcome.refused, purpose });
  }

  /** A reader's interactions, the latest first. */
  async list(me: SignedIn, readerId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Interaction, { readerId }, { ...page, order: 'newest' });
      return {
        items: items.map(({ id, kind, purpose, content, occurredAt, recordedAt }) => {
          return { id, kind, purpose, content, occurredAt, recordedAt };
        }),
        next,
      };
    });
  }

  private async attempt(db: Rows, interaction: NewInteraction, now: Date): Promise<Outcome> {
    const { reader: readerId, kind, purpose, content, occurredAt } = interaction;
    const [answer] = await this.permissions.of(db, [readerId], purpose, now);
    if (!answer || answer.reason === 'no-such-reader') throw notFound();
    if (!answer.basis)
      throw invalid(
        '/purpose',
        'The library has no such purpose. Name one of GET /libraries/:slug/purposes.',
      );
    if (!covers(purpose, answer.basis, kind)) {
      const possible = purposesOf(kind).join(' or ');
      throw invalid(
        '/purpose',
        `This purpose does not cover a ${kind}. Name ${possible}, or one that needs no consent.`,
      );
    }
    const actor = writerOf(db.me);
    if (answer.allowed) {
      const at = occurredAt ? new Date(occurredAt) : now;
      return {
        id: await db.insert(Interaction, {
          readerId,
          kind,
          purpose,
          content,
          occurredAt: at,
          recordedBy: actor,
        }),
      };
    }
    const refusal = { readerId, kind, purpose, reason: answer.reason, refusedAt: now, refusedTo: actor };
    await db.insert(InteractionRefusal, refusal);
    return { refused: answer.reason };
  }
}
