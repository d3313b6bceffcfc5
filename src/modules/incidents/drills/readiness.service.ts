import { Injectable } from '@nestjs/common';
import { aJob, type Staff } from '../../../foundation/access/signed-in.js';
import { RestoreDrill } from '../../../foundation/backup/restore-drill.entity.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { supervisoryAuthority } from '../../../foundation/law/countries.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { PersonalDataBreach } from '../breach.entity.js';
import { inLibrary } from '../entries.js';
import { ContactTest } from './contact-test.entity.js';
import { DrillScore } from './drill.entity.js';
import { LetterTemplatesService } from './letter-templates.service.js';
import { LogCoverageService } from './log-coverage.service.js';
import { readinessOf, readinessScore, type ReadinessFacts } from './readiness.js';

/** What is the same for every library. */
interface Shared {
  restoredAt: Date | null;
  runs: Awaited<ReturnType<LogCoverageService['runs']>>;
}

/** What stands ready for the next breach, library by library, with what to do about what does not. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly templates: LetterTemplatesService,
    private readonly log: LogCoverageService,
  ) {}

  /** Every library for an officer, the own one for an owner. */
  async of(me: Staff, now: Date) {
    const ids =
      me.libraryId === PLATFORM ? (await this.libraries.directory()).map(({ id }) => id) : [me.libraryId];
    const shared = { restoredAt: await this.restoredAt(), runs: await this.log.runs(now) };
    const libraries = [];
    for (const id of ids) libraries.push(await this.ofLibrary(me, id, shared, now));
    return libraries;
  }

  private async ofLibrary(me: Staff, libraryId: string, { restoredAt, runs }: Shared, now: Date) {
    const { drills, ...own } = await this.records.in(inLibrary(me, libraryId), (db) =>
      this.ownFacts(db, runs, now),
    );
    const facts: ReadinessFacts = { ...own.facts, restoredAt, drilledAt: await this.scoredAt(drills) };
    const lines = readinessOf(facts, now);
    return { library: own.slug, name: own.name, score: readinessScore(lines), lines };
  }

  private async ownFacts(db: Rows, runs: Shared['runs'], now: Date) {
    const { slug, name, ...place } = await this.libraries.named(db);
    const confirmed = await db.page(ContactTest, { confirmedAt: { after: new Date(0) } }, NEWEST);
    const drills = await db.page(PersonalDataBreach, { mode: 'drill' }, { limit: 20, order: 'newest' });
    const facts = {
      contactConfirmedAt: confirmed.items[0]?.confirmedAt ?? null,
      authority: supervisoryAuthority(place)?.name ?? null,
      templateApprovedAt: await this.templates.wholeSince(db),
      logPermille: await this.log.permille(db, runs, now),
    };
    return { slug, name, facts, drills: drills.items.map(({ id }) => id) };
  }

  private async scoredAt(incidentIds: string[]): Promise<Date | null> {
    if (!incidentIds.length) return null;
    const { items } = await this.records.in(aJob('readiness', PLATFORM), (db) =>
      db.page(DrillScore, { incidentId: incidentIds, mode: 'drill' }, NEWEST),
    );
    return items[0]?.scoredAt ?? null;
  }

  private async restoredAt(): Promise<Date | null> {
    const { items } = await this.records.in(aJob('readiness', PLATFORM), (db) =>
      db.page(RestoreDrill, { outcome: 'done' }, NEWEST),
    );
    return items[0]?.endedAt ?? null;
  }
}

const NEWEST = { limit: 1, order: 'newest' as const };
