import { Injectable } from '@nestjs/common';
import { aJob, type SignedIn, type Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { invalid } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import { ContainmentAction } from '../containment/action.entity.js';
import { IncidentAccess, past } from '../incident-access.service.js';
import type { Ground, GroundKind, MeasureTaken, ShownGround, Standing } from './ground.js';
import { UnintelligibleService } from './unintelligible.service.js';

/** The ground of a decision as it is given, with what each ground needs. */
export interface GroundGiven {
  ground?: GroundKind | undefined;
  measures?: string[] | undefined;
  publicText?: string | undefined;
  publicAddress?: string | undefined;
  publishedAt?: Date | undefined;
}

/** On which ground of Art. 34(3) readers need not be written to, shown rather than told, and whether it still holds. */
@Injectable()
export class GroundsService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
    private readonly unintelligible: UnintelligibleService,
  ) {}

  /** The ground with its proof, or null where none is named. @throws 404; 422 where it is not shown */
  async shown(
    me: Staff,
    incidentId: string,
    slug: string,
    given: GroundGiven,
    now: Date,
  ): Promise<Ground | null> {
    noStrayFields(given);
    const { ground } = given;
    switch (ground) {
      case undefined:
        return null;
      case 'unintelligible':
        return this.notReadable(me, incidentId, slug, now);
      case 'measures':
        return this.measures(me, incidentId, slug, given.measures ?? []);
      case 'disproportionate-effort':
        return publicCommunication(given, now);
      default:
        return ground satisfies never;
    }
  }

  /** The ground with whether it holds now, looked at anew. @throws 404 */
  async standing(
    me: SignedIn,
    incidentId: string,
    slug: string,
    ground: Ground | null,
  ): Promise<ShownGround | null> {
    if (!ground) return null;
    return { ...ground, ...(await this.against(me, incidentId, slug, ground)) };
  }

  private async against(me: SignedIn, incidentId: string, slug: string, ground: Ground): Promise<Standing> {
    if (ground.kind === 'disproportionate-effort') return { holds: true, against: [] };
    const against =
      ground.kind === 'measures'
        ? await this.endedOf(me, incidentId, slug, ground.measures)
        : await this.unintelligible.against(me, incidentId, slug, ground.proof);
    return { holds: against.length === 0, against };
  }

  private async notReadable(me: Staff, incidentId: string, slug: string, now: Date): Promise<Ground> {
    const claim = await this.unintelligible.looked(me, incidentId, slug, now);
    if (!claim.isShown) throw invalid('/ground', claim.against.join(' '));
    return { kind: 'unintelligible', proof: claim.proof };
  }

  private async endedOf(me: SignedIn, incidentId: string, slug: string, measures: MeasureTaken[]) {
    const id = await this.access.libraryOf(me, slug);
    return ended(measures, await this.actionsFor(incidentId, id, measures));
  }

  private async measures(me: Staff, incidentId: string, slug: string, ids: string[]): Promise<Ground> {
    if (!ids.length)
      throw invalid('/measures', 'Name the measures of this incident by which the high risk ended.');
    const id = await this.access.libraryOf(me, slug);
    const actions = await this.actionsFor(
      incidentId,
      id,
      ids.map((one) => ({ id: one })),
    );
    const measures = ids.map((one, i) => {
      const action = actions.find((found) => found.id === one);
      if (!action)
        throw invalid(`/measures/${i}`, 'No measure of this incident for this library has this id.');
      if (action.state !== 'verified' || !action.verifiedAt)
        throw invalid(
          `/measures/${i}`,
          `It is ${action.state}: name one that was applied and verified to hold.`,
        );
      return { id: action.id, kind: action.kind, verifiedAt: action.verifiedAt.toISOString() };
    });
    return { kind: 'measures', measures };
  }

  /** Those of the incident that reach the library: its own, and those of the whole platform. */
  private async actionsFor(
    incidentId: string,
    libraryId: string,
    ids: { id: string }[],
  ): Promise<Opened<ContainmentAction>[]> {
    return this.records.in(aJob('incident', PLATFORM), (db) =>
      db.all(ContainmentAction, {
        incidentId,
        id: ids.map(({ id }) => id),
        aboutLibrary: [libraryId, PLATFORM],
      }),
    );
  }
}

function ended(measures: MeasureTaken[], actions: Opened<ContainmentAction>[]): string[] {
  return measures.flatMap(({ id, kind }) => {
    const state = actions.find((one) => one.id === id)?.state ?? 'gone';
    return state === 'verified' ? [] : [`The measure ${kind} no longer holds: it is ${state}.`];
  });
}

function publicCommunication({ publicText, publicAddress, publishedAt }: GroundGiven, now: Date): Ground {
  if (publicText === undefined && publicAddress === undefined)
    throw invalid(
      '/publicText',
      'Give the text of the public communication, or the address where it stands.',
    );
  if (!publishedAt) throw invalid('/publishedAt', 'Say when it was made public.');
  return {
    kind: 'disproportionate-effort',
    communication: {
      text: publicText ?? null,
      address: publicAddress ?? null,
      publishedAt: past('/publishedAt', publishedAt, now).toISOString(),
    },
  };
}

/** @throws 422 for what belongs to another ground: it would be lost */
function noStrayFields({ ground, measures, ...communication }: GroundGiven): void {
  if (measures !== undefined && ground !== 'measures')
    throw invalid('/measures', 'Measures belong to the ground "measures" alone.');
  const stray = Object.entries(communication).find(([, value]) => value !== undefined);
  if (stray && ground !== 'disproportionate-effort')
    throw invalid(`/${stray[0]}`, 'A public communication belongs to "disproportionate-effort" alone.');
}
