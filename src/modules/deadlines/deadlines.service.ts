import { Injectable } from '@nestjs/common';
import type { Rows } from '../../foundation/records/rows.js';
import type { Deadline } from './deadline.js';

export type { Deadline } from './deadline.js';

/** A part of the house that has deadlines: those that are open, and those closed whose limit is after an instant. */
export type DeadlineSource = (db: Rows, closedAfter: Date) => Promise<Deadline[]>;

/** The one list of a library's deadlines. Whatever has some registers here, and is reminded of, fed and watched. */
@Injectable()
export class DeadlinesService {
  private readonly sources: DeadlineSource[] = [];

  register(source: DeadlineSource) {
    this.sources.push(source);
  }

  /** Open deadlines, the most urgent first, inside the caller's transaction; those closed since too where asked. */
  async of(db: Rows, closedAfter: Date): Promise<Deadline[]> {
    const found: Deadline[] = [];
    for (const source of this.sources) found.push(...(await source(db, closedAfter)));
    return found.sort((a, b) => a.promisedBy.getTime() - b.promisedBy.getTime());
  }
}
