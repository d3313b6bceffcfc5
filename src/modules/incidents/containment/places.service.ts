import { Injectable } from '@nestjs/common';
import type { WhichSessions } from '../../../foundation/access/session-ends.js';
import { aJob } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import type { Target } from './measure.js';

/** Where a measure is at work: it counts and changes ids and states, and opens nobody's data. */
@Injectable()
export class Places {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /** The library, or all of them with the platform's own, which comes last. */
  async of({ libraryId, subjectId }: Pick<Target, 'libraryId' | 'subjectId'>): Promise<string[]> {
    if (libraryId !== PLATFORM || subjectId !== null) return [libraryId];
    return [...(await this.libraries.directory()).map(({ id }) => id), PLATFORM];
  }

  /** Whose accounts a target reaches: staff sign in at the platform, whichever library they act in. */
  async people(target: Pick<Target, 'libraryId' | 'subjectId'>): Promise<WhichSessions[]> {
    const { libraryId, subjectId } = target;
    if (subjectId !== null) return [{ libraryId, subjectId }];
    if (libraryId === PLATFORM) return (await this.of(target)).map((id) => ({ libraryId: id }));
    return [{ libraryId }, { libraryId: PLATFORM, actsIn: libraryId }];
  }

  /** Runs `work` in one library. */
  in<T>(libraryId: string, work: (db: Rows) => Promise<T>): Promise<T> {
    return this.records.in(aJob('containment', libraryId), work);
  }

  /** Runs `work` in each library of a target, a transaction each, and adds up what it counts. */
  async sum(
    target: Pick<Target, 'libraryId' | 'subjectId'>,
    work: (db: Rows, libraryId: string) => Promise<number>,
  ): Promise<number> {
    let sum = 0;
    for (const id of await this.of(target)) sum += await this.in(id, (db) => work(db, id));
    return sum;
  }

  /** What a target is called in a sentence. */
  async named({ libraryId, subjectId }: Pick<Target, 'libraryId' | 'subjectId'>): Promise<string> {
    if (libraryId === PLATFORM) return subjectId === null ? 'every library and the platform' : 'the platform';
    return (await this.libraries.slugsOf([libraryId])).get(libraryId) ?? 'the library';
  }
}
