import { Injectable } from '@nestjs/common';
import { Restraints } from '../../../../foundation/access/restraints.js';
import { isReadOnly } from '../../../../foundation/http/problem.filter.js';
import type { Rows } from '../../../../foundation/records/rows.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf } from './probes.js';
import { Restraining } from './restraining.js';

/** What a library holds is read and not changed: policies of the database refuse, whoever asks. */
@Injectable()
export class ReadOnly extends Restraining implements Measure {
  readonly kind = 'read-only';

  constructor(
    private readonly places: Places,
    restraints: Restraints,
  ) {
    super(restraints, () => 'read-only');
  }

  async preview(target: Target) {
    await this.refuseStanding(target);
    const howMany = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from subject where library_id = $1 and kind = 'reader' and state in ('active', 'restricted')`,
          [libraryId],
        ),
      ),
    );
    return {
      who: `Readers, staff and systems of ${await this.places.named(target)}.`,
      howMany,
      breaks: [
        'Everybody reads; nobody changes: no loans, messages, sign-ups or corrections.',
        'No consent is given or withdrawn and no right is asked for in an account: pause letters too, and keep it short.',
        'Erasures, retention and other jobs stand still there and go on afterwards; limits of Art. 12(3) run on.',
      ],
    };
  }

  /** Tries to write into each library, and is refused by the database; were it not, the row would be none. */
  async verify(target: Target) {
    for (const libraryId of await this.places.of(target)) {
      const held = await this.places.in(libraryId, attempt).then(() => false, isReadOnly);
      if (!held) return { held, what: 'The database still takes a change.' };
    }
    return { held: true, what: 'The database refuses a change.' };
  }
}

/** A row without what a row needs: whether it may be written is asked before whether it is whole. */
async function attempt(db: Rows): Promise<void> {
  await db.tell('insert into loan (library_id) values ($1)', [db.me.libraryId]);
}
