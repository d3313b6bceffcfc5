import { Injectable } from '@nestjs/common';
import { DatabaseError } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Served } from '../../foundation/access/served-notice.js';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import type { Gathered } from '../../foundation/database/gathered.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid, notFound, type Problem } from '../../foundation/http/problem.js';
import { countConsentRefused } from '../../foundation/metrics/metrics.js';
import { into, type Write } from '../../foundation/records/group-commit.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { circumstances, circumstancesWithin, type Asked, type Found } from './circumstances.js';
import {
  Consent,
  ConsentEvent,
  type Actor,
  type Decision,
  type Provenance,
  type Surface,
} from './consent.entity.js';
import { shownAs } from './consent-standing.js';
import { termsOf, termsWithin, WITHOUT_TERMS, type Terms } from './consent-terms.js';
import { NoticesService } from './notices.service.js';
import { permission, type PermissionAnswer } from './permission.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';
import { PurposesService } from './purposes.service.js';

/** One decision to record: for which purpose, on which text, in which language, where and by whom. */
export interface Decided {
  purpose: PurposeKey;
  decision: Decision;
  version: Buffer;
  language: string;
  surface: Surface;
  actor?: Actor;
  /** The serving of the text that the decision answers, where the server can prove one. */
  served?: Pick<Served, 'id' | 'servedAt'> | undefined;
  /** Of a decision that was made elsewhere. */
  imported?: (Provenance & { decidedAt: Date }) | undefined;
}

/** The text that was in front of the reader, with the token it was served with. */
export interface Shown {
  version: string;
  notice?: string | undefined;
}

/** Opt-in and opt-out: every interaction is kept with proof, and the current state in the same transaction. */
@Injectable()
export class ConsentService {
  private readonly questions: Gathered<Asked, Found>;

  constructor(
    private readonly records: Records,
    private readonly purposes: PurposesService,
    private readonly notices: NoticesService,
  ) {
    this.questions = records.gathered(circumstances);
  }

  /**
   * Records that the reader consents, on the text they were shown (Art. 4(11), 7(1)).
   * @throws 404 no such purpose of consent; 422 a text the purpose never had, or a notice that proves nothing;
   * 409 a notice that has answered before, or a superseded text: that event is kept.
   */
  async give(
    me: Reader,
    purpose: string,
    { version, notice }: Shown,
    surface: Surface = 'opt-in-section',
    now = new Date(),
  ) {
    const shownVersion = Buffer.from(version, 'hex');
    const found = await this.questions.ask(me.libraryId, {
      subjectId: me.id,
      purpose,
      version: shownVersion,
    });
    const key = keyOf(found, purpose);
    if (!found.shown) throw noSuchText();
    const served = this.notices.take(me, key, { version, notice }, now);
    const decided = { purpose: key, version: shownVersion, language: found.shown.language, surface, served };
    if (found.shown.isSuperseded) {
      await this.answer(me, { ...decided, decision: 'late' }, now);
      countConsentRefused('superseded');
      throw conflict(
        'superseded-text',
        'The text has changed since. Show the reader the current one and ask again.',
      );
    }
    const terms = termsOf(found, now);
    await this.answer(me, { ...decided, decision: 'given' }, now, terms);
    const consent = { state: 'given', since: now, isSuperseded: false, ...terms } as const;
    return shownAs({ purpose: key, consent, version: shownVersion }, found.period.country, now);
  }

  /**
   * Withdraws, as easily as giving: one call, no questions (Art. 7(3)). What was never given is recorded as refused, on
   * the text that is shown in this language.
   */
  async withdraw(me: Reader, purpose: string, language?: string, now = new Date()) {
    return this.decline(me, me.id, purpose, { surface: 'opt-in-section', language }, now);
  }

  /** The same by the link in a letter, for the reader it was sent to. */
  async unsubscribe(me: SignedIn, subjectId: string, purpose: string, now: Date) {
    return this.decline(me, subjectId, purpose, { surface: 'unsubscribe' }, now);
  }

  /** Every purpose of consent with its state. */
  states(me: Reader) {
    return this.statesOf(me, me.id);
  }

  /** The same of a reader, for the library's staff. */
  async statesOf(me: SignedIn, subjectId: string, now = new Date()) {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, { legalBasis: 'consent' });
      const keys = purposes.sort((a, b) => a.position - b.position).map(({ key }) => key);
      const asked = keys.map((purpose) => ({ subjectId, purpose }));
      const found = await circumstancesWithin(db, asked);
      db.looks.push({ entity: 'consent', subjectIds: [subjectId], count: keys.length, bytes: 0 });
      return keys.flatMap((purpose, i) => {
        const one = found[i];
        return one
          ? [shownAs({ purpose, ...one, version: one.consentVersion }, one.period.country, now)]
          : [];
      });
    });
  }

  /** Every interaction, the latest first. */
  async history(me: SignedIn, subjectId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(ConsentEvent, { subjectId }, { ...page, order: 'newest' });
      return { items: items.map((event) => ({ ...historyOf(event) })), next };
    });
  }

  /** The permission question for the library's own systems; asked of the database each time, never remembered. */
  async permission(
    me: SignedIn,
    subjectId: string,
    purpose: string,
    now = new Date(),
  ): Promise<PermissionAnswer> {
    const found = await this.questions.ask(me.libraryId, { subjectId, purpose });
    this.records.noteLook(me, { entity: 'consent', subjectIds: [subjectId], count: 1, bytes: 0 });
    return permission(found, now);
  }

  /** Records decisions inside the caller's transaction, such as those of the sign-up form. */
  async record(db: Rows, subjectId: string, decisions: Decided[], now: Date): Promise<void> {
    for (const decided of decisions) {
      // What was given elsewhere has stood since then.
      const since = decided.imported?.decidedAt ?? now;
      const terms =
        decided.decision === 'given' ? await termsWithin(db, subjectId, decided, since) : undefined;
      for (const { into: entity, row, conflict: onConflict } of writesOf(subjectId, decided, now, terms))
        await db.insert(entity, row, onConflict);
    }
  }

  /** Keeps a decision on a notice. @throws 409 when its token has answered in this direction before */
  private async answer(me: Reader, decided: Decided, now: Date, terms = WITHOUT_TERMS): Promise<void> {
    await this.records.append(me, writesOf(me.id, decided, now, terms)).catch((error: unknown) => {
      throw isReplay(error) ? replayed() : error;
    });
  }

  private async decline(
    me: SignedIn,
    subjectId: string,
    purpose: string,
    { surface, language: shownIn }: { surface: Surface; language?: string | undefined },
    now: Date,
  ) {
    const found = await this.questions.ask(me.libraryId, { subjectId, purpose });
    const key = keyOf(found, purpose);
    const wasGiven = found.consent !== null && found.consent.state !== 'refused';
    const { version, language } = await this.textSeen(me, key, found.consentVersion, shownIn);
    const decision = wasGiven ? 'withdrawn' : 'refused';
    await this.records.append(
      me,
      writesOf(subjectId, { purpose: key, decision, version, language, surface }, now),
    );
    const consent = { state: decision, since: now, isSuperseded: false, ...WITHOUT_TERMS } as const;
    return shownAs({ purpose: key, consent, version }, found.period.country, now);
  }

  /** The text that was decided on before, or the current one for what never was. */
  private async textSeen(me: SignedIn, purpose: PurposeKey, version: Buffer | null, language?: string) {
    return this.records.in(me, (db) =>
      version ? db.get(PurposeVersion, { purpose, version }) : this.purposes.nearest(db, purpose, language),
    );
  }
}

function keyOf(found: Found, purpose: string): PurposeKey {
  if (found.legalBasis === 'consent') return purpose as PurposeKey;
  countConsentRefused('unknown-purpose');
  throw notFound();
}

function noSuchText(): Problem {
  countConsentRefused('unknown-version');
  return invalid(
    '/version',
    'This purpose has no text of this version. Read the purposes again and show the reader the current text.',
  );
}

function replayed(): Problem {
  countConsentRefused('replayed');
  return conflict(
    'replayed-notice',
    'This notice has been answered before, and nothing was changed. Show the text anew and send the token it comes with.',
  );
}

function isReplay(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'consent_event_served_once';
}

function writesOf(subjectId: string, decided: Decided, now: Date, terms: Terms = WITHOUT_TERMS): Write[] {
  const { purpose, decision, version, language, surface, actor = 'self', served, imported } = decided;
  const event = into(ConsentEvent, {
    id: uuidv7(),
    subjectId,
    purpose,
    decision,
    version,
    language,
    surface,
    actor,
    recordedAt: now,
    servedAt: served?.servedAt ?? null,
    servedId: served?.id ?? null,
    decidedAt: imported?.decidedAt ?? null,
    provenance: imported ? { method: imported.method, proof: imported.proof } : null,
    validUntil: terms.validUntil,
  });
  if (decision !== 'given' && decision !== 'refused' && decision !== 'withdrawn') return [event];
  const since = imported?.decidedAt ?? now;
  const state = into(
    Consent,
    { subjectId, purpose, state: decision, version, since, isImported: imported !== undefined, ...terms },
    { do: 'replace', on: ['subjectId', 'purpose'] },
  );
  return [event, state];
}

function historyOf(event: Opened<ConsentEvent>) {
  const { id, purpose, decision, version, language, surface, recordedAt, decidedAt, provenance } = event;
  const entry = { id, purpose, decision, version: version.toString('hex'), language, surface, recordedAt };
  return decidedAt && provenance ? { ...entry, imported: { decidedAt, ...provenance } } : entry;
}
