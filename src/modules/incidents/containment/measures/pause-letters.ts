import { Injectable } from '@nestjs/common';
import { Restraints } from '../../../../foundation/access/restraints.js';
import { Letter } from '../../../../foundation/mail/letter.entity.js';
import { Outbox } from '../../../../foundation/mail/outbox.js';
import { BreachLetter } from '../../communications/communication.entity.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { Restraining } from './restraining.js';

const LEASE_MS = 120_000;

/** Letters stay in the outbox, and go on from there: none is lost and none is sent twice. */
@Injectable()
export class PauseLetters extends Restraining implements Measure {
  readonly kind = 'pause-letters';

  constructor(
    private readonly places: Places,
    restraints: Restraints,
    private readonly outbox: Outbox,
  ) {
    super(restraints, () => 'letters-paused');
  }

  async preview(target: Target) {
    await this.refuseStanding(target);
    const state = ['pending', 'deferred', 'claimed'] as const;
    const howMany = await this.places.sum(
      target,
      async (db) => (await db.count(Letter, { state })) + (await db.count(BreachLetter, { state })),
    );
    return {
      who: `Whoever ${await this.places.named(target)} writes to; so many letters are on their way now.`,
      howMany,
      breaks: [
        'No letter leaves: confirmations, new passwords, answers, newsletters, and letters of Art. 34 too.',
        'A letter that a server is being handed this minute still goes.',
      ],
    };
  }

  /** Asks for due letters as whoever sends them does, and whether one left since. */
  async verify(target: Target, appliedAt: Date) {
    const underWay = new Date(appliedAt.getTime() + LEASE_MS);
    let due = 0;
    for (const id of await this.places.of(target)) due += (await this.outbox.due(id, underWay)).length;
    const gone = { state: 'accepted', settledAt: { after: underWay } } as const;
    const left = await this.places.sum(
      target,
      async (db) => (await db.count(Letter, gone)) + (await db.count(BreachLetter, gone)),
    );
    return {
      held: due === 0 && left === 0,
      what: `${due} letters are handed out, and ${left} left since.`,
    };
  }
}
