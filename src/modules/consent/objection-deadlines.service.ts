import { Injectable, type OnModuleInit } from '@nestjs/common';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import type { Rows } from '../../foundation/records/rows.js';
import { DeadlinesService, type Deadline } from '../deadlines/deadlines.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';

const LONGEST_MS = 45 * 86_400_000;

/** The deadlines of objections that wait for the owner's answer, for whoever watches (Art. 12(3), 21(1)). */
@Injectable()
export class ObjectionDeadlinesService implements OnModuleInit {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly libraries: LibrariesService,
  ) {}

  onModuleInit() {
    this.deadlines.register((db, closedAfter) => this.of(db, closedAfter));
  }

  /** An objection to direct marketing is decided by the law as it is made, and has none. */
  private async of(db: Rows, closedAfter: Date): Promise<Deadline[]> {
    const place = await this.libraries.named(db);
    const { rows } = await db.tell(
      `select id, since, state = 'pending' and ended_at is null as open from objection
       where library_id = $1 and not direct_marketing and (state = 'pending' and ended_at is null or since > $2)`,
      [db.me.libraryId, new Date(closedAfter.getTime() - LONGEST_MS)],
    );
    return rows.map((row) => {
      const { receivedAt, ...deadlines } = deadlinesOf(row.since as Date, place);
      const kept = { isOpen: row.open === true, isResting: false };
      return {
        source: 'objection',
        id: String(row.id),
        kind: 'objection',
        startsAt: receivedAt,
        ...deadlines,
        ...kept,
      };
    });
  }
}
