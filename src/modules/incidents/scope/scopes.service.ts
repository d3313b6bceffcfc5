import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn, Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { invalid, notFound } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { PersonalDataBreach } from '../breach.entity.js';
import { inLibrary } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { unbound } from '../bound.js';
import { bandNumber, summed, type Band } from './bands.js';
import { summedByCountry, type CountryCount } from './country-counts.js';
import type { ScopeKind, ScopeQuestionWords } from './question.js';
import { BreachScopeCountries } from './scope-countries.entity.js';
import { BreachScope, ScopeQuestion } from './scope.entity.js';
import { SCOPES } from './scope-steps.service.js';

/** A question as it is asked. */
export interface ScopeAsked {
  kind: ScopeKind;
  of?: string | undefined;
  epoch?: number | undefined;
  from: Date;
  to?: Date | undefined;
  /** Slugs; those that were hit unless told, and where none was yet, every library. */
  libraries?: string[] | undefined;
}

interface Place {
  id: string;
  slug: string;
  country: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** How many readers an incident hit, by what the access log and the data map know (Art. 33(3)(a)). */
@Injectable()
export class ScopesService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly access: IncidentAccess,
  ) {}

  /** Asks whose data were opened; each library's answer is worked out in the background. @throws 404; 422 */
  async ask(me: Staff, incidentId: string, asked: ScopeAsked, now: Date) {
    const { mode } = await this.access.incident(incidentId);
    const question = wordsOf(asked, now);
    const places = await this.placesOf(me, incidentId, asked.libraries);
    const id = uuidv7();
    for (const { id: libraryId } of places)
      await this.records.in(inLibrary(me, libraryId), async (db) => {
        const row = {
          id,
          incidentId,
          mode,
          state: 'waiting' as const,
          askedAt: now,
          askedBy: me.id,
          question,
        };
        await db.insert(ScopeQuestion, row);
        await db.wake(SCOPES, id);
      });
    return { id, libraries: places.map(({ slug }) => slug) };
  }

  /** Every version for every library, the latest last, and what is being worked out; an owner's own library only. @throws 404 */
  async list(me: Staff, incidentId: string) {
    const items = [];
    const waiting = [];
    for (const place of await this.visible(me, incidentId)) {
      // Questions first: one that is answered between the two reads is shown twice rather than not at all.
      const found = await this.records.in(inLibrary(me, place.id), async (db) => ({
        questions: await db.all(ScopeQuestion, { incidentId, state: 'waiting' }),
        scopes: await db.all(BreachScope, { incidentId }),
        counts: await db.all(BreachScopeCountries, { incidentId }),
      }));
      const inOrder = found.scopes.sort((a, b) => a.version - b.version);
      const counts = new Map(found.counts.map(({ scopeId, countries }) => [scopeId, countries]));
      items.push(...inOrder.map((scope) => shown(place, scope, counts.get(scope.id) ?? null)));
      waiting.push(
        ...found.questions.map(({ id, askedAt, question }) => ({
          id,
          library: place.slug,
          askedAt,
          question,
        })),
      );
    }
    return { items, waiting, totals: totalsOf(items) };
  }

  /**
   * Readers of a frozen list, a thousand at most to a page: those of the band and of the surer ones. `version` counts
   * from one; without it the latest. For whoever writes to them (Art. 34). @throws 404 where nothing was worked out
   */
  async subjectsOf(
    me: SignedIn,
    libraryId: string,
    incidentId: string,
    { version, band, after }: { version?: number | undefined; band: Band; after?: string | null | undefined },
  ): Promise<{ items: string[]; next: string | null; total: number; version: number }> {
    return this.records.in({ ...me, libraryId }, async (db) => {
      const scopes = await db.all(BreachScope, { incidentId, ...(version === undefined ? {} : { version }) });
      const scope = scopes.sort((a, b) => a.version - b.version).at(-1);
      if (!scope) throw notFound();
      const [, surest = 0, place = -1] = /^(\d)-(\d{1,9})$/.exec(after ?? '') ?? [];
      const { rows } = await db.tell(
        `select band, place, subject_ids from breach_scope_part where library_id = $1 and scope_id = $2 and band <= $3
           and (band, place) > ($4::int, $5::int) order by band, place limit 2`,
        [libraryId, scope.id, bandNumber(band), surest, place],
      );
      const [part, following] = rows;
      const items = (part?.subject_ids ?? []) as string[];
      const next = part && following ? `${String(part.band)}-${String(part.place)}` : null;
      return { items, next, total: scope[band], version: scope.version };
    });
  }

  private async placesOf(me: Staff, incidentId: string, slugs: string[] | undefined): Promise<Place[]> {
    const directory = await this.libraries.directory();
    if (slugs) {
      const found = slugs.map((slug) => directory.find((one) => one.slug === slug));
      const unknown = found.findIndex((one) => !one);
      if (unknown >= 0) throw invalid(`/libraries/${unknown}`, 'No library has this slug.');
      return found.filter((one) => one !== undefined);
    }
    const hit = new Set((await this.access.librariesHit(me, incidentId)).map(({ id }) => id));
    return hit.size ? directory.filter(({ id }) => hit.has(id)) : directory;
  }

  /** Libraries whose scopes are shown: to an officer every one that was asked about, to an owner the own one if it was hit. */
  private async visible(me: Staff, incidentId: string): Promise<Place[]> {
    const directory = await this.libraries.directory();
    if (me.libraryId === PLATFORM) {
      await this.access.incident(incidentId);
      return directory;
    }
    await this.records.in(me, (db) => db.get(PersonalDataBreach, { id: incidentId }));
    return directory.filter(({ id }) => id === me.libraryId);
  }
}

/** @throws 422 where a kind lacks its id or address, or the window is none */
function wordsOf({ kind, of, epoch, from, to }: ScopeAsked, now: Date): ScopeQuestionWords {
  const isWhole = kind === 'window' || kind === 'database';
  if (isWhole && of !== undefined) throw invalid('/of', `Leave it out: ${kind} is about everything.`);
  if (!isWhole && of === undefined) throw invalid('/of', 'Say which: an id, or a network address.');
  if (!isWhole && kind !== 'address' && !UUID.test(of ?? ''))
    throw invalid('/of', 'Write an id as it was given.');
  if (epoch !== undefined && kind !== 'credential' && kind !== 'session')
    throw invalid('/epoch', 'Only a credential or a session has an epoch.');
  const ends = to && to < now ? to : now;
  if (from >= ends) throw invalid('/from', 'Write a moment before the end of the window, in the past.');
  return { kind, of: of ?? null, epoch: epoch ?? null, from: from.toISOString(), to: ends.toISOString() };
}

export type ShownScope = ReturnType<typeof shown>;

function shown({ slug, country }: Place, scope: Opened<BreachScope>, counts: CountryCount[] | null) {
  const { findings, contentHash, ...row } = scope;
  const { question, ...found } = unbound(findings);
  return {
    ...row,
    library: slug,
    country,
    readersByCountry: counts,
    question,
    ...found,
    salt: findings.salt,
    hash: contentHash.toString('hex'),
  };
}

/** The latest version of each library, summed: all together, by the country of the library, and by the readers' own. */
function totalsOf(items: ShownScope[]) {
  const latest = [...new Map(items.map((one) => [one.library, one])).values()];
  const countries = [...new Set(latest.map(({ country }) => country))].sort();
  return {
    ...summed(latest),
    readersByCountry: summedByCountry(latest.map(({ readersByCountry }) => readersByCountry)),
    byCountry: countries.map((country) => ({
      country,
      ...summed(latest.filter((one) => one.country === country)),
    })),
  };
}
