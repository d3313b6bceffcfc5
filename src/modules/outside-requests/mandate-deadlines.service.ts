import { Injectable, type OnModuleInit } from '@nestjs/common';
import { countedFrom, deadlinesOf, type Where } from '../../foundation/law/answer-deadlines.js';
import type { Rows } from '../../foundation/records/rows.js';
import { DeadlinesService, type Deadline } from '../deadlines/deadlines.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';

const LONGEST_MS = 45 * 86_400_000;

/** The deadlines of mandates that wait for a word, for whoever watches (Art. 12(3)). */
@Injectable()
export class MandateDeadlinesService implements OnModuleInit {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly libraries: LibrariesService,
  ) {}

  onModuleInit() {
    this.deadlines.register((db, closedAfter) => this.of(db, closedAfter));
  }

  private async of(db: Rows, closedAfter: Date): Promise<Deadline[]> {
    const place = await this.libraries.named(db);
    const { rows } = await db.tell(
      `select id, received_at, asked_at, proved_at, state = 'waiting' as is_open from mandate
       where library_id = $1 and (state = 'waiting' or proved_at > $2)`,
      [db.me.libraryId, new Date(closedAfter.getTime() - LONGEST_MS)],
    );
    return rows.map((row) => deadlineOf(row, place));
  }
}

/** Counted as the request is that comes of it, as far as is known: the clock rested while the representative proved their address. */
function deadlineOf(row: Record<string, unknown>, place: Where): Deadline {
  const wait = { askedAt: row.asked_at as Date, endedAt: row.proved_at as Date };
  const from = countedFrom(row.received_at as Date, wait, place);
  const { receivedAt, ...deadlines } = deadlinesOf(from, place);
  return {
    source: 'mandate',
    id: String(row.id),
    kind: 'mandate',
    startsAt: receivedAt,
    ...deadlines,
    isOpen: row.is_open === true,
    isResting: false,
  };
}
