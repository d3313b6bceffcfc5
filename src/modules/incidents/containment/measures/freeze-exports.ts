import { Injectable } from '@nestjs/common';
import { refuseFrozenExports, Restraints } from '../../../../foundation/access/restraints.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf, refusedAs } from './probes.js';
import { Restraining } from './restraining.js';

/**
 * No file with readers' data leaves: downloads and links to them, packs of evidence of consents, and at the library's side
 * attachments, papers of representatives and lists for post.
 */
@Injectable()
export class FreezeExports extends Restraining implements Measure {
  readonly kind = 'freeze-exports';

  constructor(
    private readonly places: Places,
    restraints: Restraints,
  ) {
    super(restraints, () => 'exports-frozen');
  }

  async preview(target: Target, now: Date) {
    await this.refuseStanding(target);
    const howMany = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from data_subject_request where library_id = $1 and kind in ('access', 'portability')
             and (state in ('received', 'in-progress') or expires_at > $2)`,
          [libraryId, now],
        ),
      ),
    );
    return {
      who: `Readers of ${await this.places.named(target)} whose download is ready or being made.`,
      howMany,
      breaks: [
        'Downloads are refused until this ends; their days to be fetched run on, and so do the limits of Art. 12(3).',
        'Staff and the systems of the library get no attachment, no paper of a representative, no pack of evidence of consents and no list for post. Nobody is written to by post meanwhile.',
        'Readers go on opening their own attachments and receipts, one by one; what is shown and answered page by page goes on, too.',
      ],
    };
  }

  /** Asks as a download does. */
  async verify(target: Target) {
    for (const libraryId of await this.places.of(target)) {
      const held = await this.places
        .in(libraryId, refuseFrozenExports)
        .then(() => false, refusedAs('exports-frozen'));
      if (!held) return { held, what: 'A download is still handed out.' };
    }
    return { held: true, what: 'A download is refused.' };
  }
}
