import { Injectable } from '@nestjs/common';
import { BlockList } from 'node:net';
import { addressRange, block, isBlocked } from '../../../foundation/access/address-range.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { conflict, invalid } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { PageOptions } from '../../../foundation/records/rows.js';
import { Subject } from '../../../foundation/records/subject.entity.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { bound } from '../bound.js';
import { inLibrary } from '../entries.js';
import { ENDED, Incident } from '../incident.entity.js';
import { ContainmentAction } from './action.entity.js';
import { enterAction, shownAction } from './action-entries.js';
import { ACTION_KINDS, type ActionKind } from './kinds.js';
import { reachOf, type Measure, type Target } from './measure.js';
import { Measures } from './measures.service.js';

/** What is asked for when an action is previewed. */
export interface WantedAction {
  kind: ActionKind;
  /** A slug; absent: everywhere, or, with an account, the platform's staff. */
  library?: string | undefined;
  account?: string | undefined;
  provider?: string | undefined;
  addresses?: string[] | undefined;
  lastsMinutes?: number | undefined;
  /** The address that the request came from. */
  from?: string | undefined;
}

/** Actions that contain an incident: previewed here, and read. */
@Injectable()
export class ActionsService {
  readonly kinds = ACTION_KINDS;

  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly measures: Measures,
  ) {}

  /** Finds out whom an action would reach and what breaks, and keeps that to be approved. @throws 404; 409; 422 */
  async preview(me: Staff, incidentId: string, wanted: WantedAction, now: Date) {
    const measure = this.measures.of(wanted.kind);
    const { mode, phase } = await this.records.in(me, (db) => db.get(Incident, { id: incidentId }));
    if (ENDED.includes(phase)) throw conflict('ended', 'This incident has ended. Declare another.');
    const target = await this.targetOf(me, wanted);
    const reach = reachOf(target);
    if (!measure.reach.includes(reach)) throw wrongReach(measure.reach);
    if (wanted.lastsMinutes !== undefined && !measure.revert)
      throw invalid('/expiresInMinutes', 'This cannot be undone, and so it does not end by itself.');
    const { who, howMany, breaks: told } = await measure.preview(target, now);
    const breaks = [...told, ...finalIn(measure)];
    const { provider, addresses } = target;
    const { content, contentHash } = bound({ who, breaks, provider, addresses });
    const twoPeople = reach === 'platform' || measure.isIrreversible;
    const id = await this.records.in(me, async (db) => {
      const made = await db.insert(ContainmentAction, {
        incidentId,
        mode,
        kind: wanted.kind,
        aboutLibrary: target.libraryId,
        aboutSubject: target.subjectId,
        twoPeople,
        howMany,
        plan: content,
        contentHash,
        previewedAt: now,
        previewedBy: me.id,
        lastsMinutes: wanted.lastsMinutes ?? null,
      });
      await enterAction(db, { id: made, incidentId, kind: wanted.kind }, 'previewed', undefined, now);
      return made;
    });
    return this.show(me, incidentId, id);
  }

  /** The actions of an incident, in the order of their preview. @throws 404 */
  async list(me: Staff, incidentId: string, page: PageOptions) {
    const { items, next } = await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      return db.page(ContainmentAction, { incidentId }, page);
    });
    const slugs = await this.libraries.slugsOf(items.map(({ aboutLibrary }) => aboutLibrary));
    return { items: items.map((action) => this.shown(action, slugs)), next };
  }

  /** @throws 404 */
  async show(me: Staff, incidentId: string, id: string) {
    const action = await this.records.in(me, (db) => db.get(ContainmentAction, { id, incidentId }));
    return this.shown(action, await this.libraries.slugsOf([action.aboutLibrary]));
  }

  private shown(action: Opened<ContainmentAction>, slugs: Map<string, string>) {
    return shownAction(action, slugs, this.measures.of(action.kind).revert !== undefined);
  }

  private async targetOf(me: Staff, wanted: WantedAction): Promise<Target> {
    const { kind, library, account = null, provider = null, addresses = [], from = '' } = wanted;
    const libraryId = library === undefined ? PLATFORM : await this.libraries.idOf(library);
    if (account !== null) await this.refuseStranger(me, libraryId, account);
    if ((kind === 'switch-off-provider') !== (provider !== null))
      throw invalid('/provider', 'Name the key of the provider, for switching one off only.');
    if ((kind === 'block-addresses') !== addresses.length > 0)
      throw invalid('/addresses', 'Name the addresses, for blocking some only.');
    refuseOwn(addresses, from);
    return { actionId: '', libraryId, subjectId: account, provider, addresses };
  }

  /** @throws 422 for who has no account there, or is the asker: responders do not lock themselves out */
  private async refuseStranger(me: Staff, libraryId: string, account: string) {
    const found = await this.records.in(inLibrary(me, libraryId), (db) => db.count(Subject, { id: account }));
    if (!found || account === me.id)
      throw invalid(
        '/account',
        'Nobody has this account there, or it is your own. Check the id and the library.',
      );
  }
}

/** What the preview says of an action that nobody can revert. */
function finalIn({ isIrreversible, revert }: Measure): string[] {
  if (revert) return [];
  if (isIrreversible) return ['This cannot be undone once it is applied.'];
  return ['This cannot be undone, and need not be: people sign in again.'];
}

/** @throws 422 for what is no range, and for one that the asker calls from */
function refuseOwn(addresses: string[], from: string) {
  addresses.forEach((text, i) => {
    const range = addressRange(text);
    if (!range)
      throw invalid(
        `/addresses/${i}`,
        'Write an address or a range such as 192.0.2.0/24, no wider than /8, or /16 of IPv6.',
      );
    const list = new BlockList();
    block(list, range);
    if (isBlocked(list, from)) throw invalid(`/addresses/${i}`, 'You call from this address yourself.');
  });
}

function wrongReach(reach: readonly string[]) {
  const ways = { platform: 'without a library', library: 'with a library', account: 'with an account' };
  const allowed = reach.map((one) => ways[one as keyof typeof ways]).join(' or ');
  return invalid('/kind', `Ask for this kind ${allowed}.`);
}
