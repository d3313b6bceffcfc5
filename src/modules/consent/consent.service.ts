import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import type { Gathered } from '../../foundation/database/gathered.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid, notFound } from '../../foundation/http/problem.js';
import { into, type Write } from '../../foundation/records/group-commit.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { circumstances, type Asked, type Found } from './circumstances.js';
import { Consent, ConsentEvent, type Actor, type Decision, type Surface } from './consent.entity.js';
import { permission, type PermissionAnswer } from './permission.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** One decision to record: for which purpose, on which text, in which language, where and by whom. */
export interface Decided {
  purpose: PurposeKey;
  decision: Decision;
  version: Buffer;
  language: string;
  surface: Surface;
  actor?: Actor;
}

/** Opt-in and opt-out: every interaction is kept with proof, and the current state in the same transaction. */
@Injectable()
export class ConsentService {
  private readonly questions: Gathered<Asked, Found>;

  constructor(private readonly records: Records) {
    this.questions = records.gathered(circumstances);
  }

  /**
   * Records that the reader consents, on the text they were shown (Art. 4(11), 7(1)).
   * @throws 404 no such purpose of consent; 422 a text the purpose never had; 409 a superseded text: the event is kept.
   */
  async give(
    me: Reader,
    purpose: string,
    version: string,
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
    if (!found.shown)
      throw invalid(
        '/version',
        'This purpose has no text of this version. Read the purposes again and show the reader the current text.',
      );
    const decided = { purpose: key, version: shownVersion, language: found.shown.language, surface };
    if (found.shown.isSuperseded) {
      await this.records.append(me, writesOf(me.id, { ...decided, decision: 'late' }, now));
      throw conflict(
        'superseded-text',
        'The text has changed since. Show the reader the current one and ask again.',
      );
    }
    await this.records.append(me, writesOf(me.id, { ...decided, decision: 'given' }, now));
    return { purpose: key, state: 'given' as const, version, since: now };
  }

  /** Withdraws, as easily as giving: one call, no questions (Art. 7(3)). What was never given is recorded as refused. */
  async withdraw(me: Reader, purpose: string, surface: Surface = 'opt-in-section', now = new Date()) {
    return this.decline(me, me.id, purpose, surface, now);
  }

  /** The same by the link in a letter, for the reader it was sent to. */
  async unsubscribe(me: SignedIn, subjectId: string, purpose: string, now: Date) {
    return this.decline(me, subjectId, purpose, 'unsubscribe', now);
  }

  /** Every purpose of consent with its state. */
  states(me: Reader) {
    return this.statesOf(me, me.id);
  }

  /** The same of a reader, for the library's staff. */
  async statesOf(me: SignedIn, subjectId: string) {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, { legalBasis: 'consent' });
      const consents = new Map((await db.all(Consent, { subjectId })).map((one) => [one.purpose, one]));
      const superseded = new Set(
        (await db.all(PurposeVersion, { supersededAt: { not: null } })).map((one) =>
          one.version.toString('hex'),
        ),
      );
      return purposes
        .sort((a, b) => a.position - b.position)
        .map(({ key }) => {
          const consent = consents.get(key);
          if (!consent) return { purpose: key, state: 'not-asked' as const, version: null, since: null };
          const version = consent.version.toString('hex');
          const state =
            consent.state === 'given' && superseded.has(version) ? ('superseded' as const) : consent.state;
          return { purpose: key, state, version, since: consent.since };
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
  async permission(me: SignedIn, subjectId: string, purpose: string): Promise<PermissionAnswer> {
    const found = await this.questions.ask(me.libraryId, { subjectId, purpose });
    this.records.noteLook(me, { entity: 'consent', subjectIds: [subjectId], count: 1, bytes: 0 });
    return permission(found);
  }

  /** Records decisions inside the caller's transaction, such as those of the sign-up form. */
  async record(db: Rows, subjectId: string, decisions: Decided[], now: Date): Promise<void> {
    for (const decided of decisions) {
      for (const { into: entity, row, conflict: onConflict } of writesOf(subjectId, decided, now))
        await db.insert(entity, row, onConflict);
    }
  }

  /** The purposes to which a reader has consented, inside the caller's transaction. */
  async given(db: Rows, subjectId: string): Promise<PurposeKey[]> {
    return (await db.all(Consent, { subjectId, state: 'given' })).map(({ purpose }) => purpose);
  }

  /** Records that a guardian stands by what a minor has given (Art. 8(1)), inside the caller's transaction. */
  async endorse(db: Rows, subjectId: string, now: Date): Promise<void> {
    for (const { purpose, version } of await db.all(Consent, { subjectId, state: 'given' })) {
      const { language } = await db.get(PurposeVersion, { purpose, version });
      const word = {
        purpose,
        version,
        language,
        decision: 'given',
        surface: 'api',
        actor: 'guardian',
      } as const;
      await this.record(db, subjectId, [word], now);
    }
  }

  private async decline(me: SignedIn, subjectId: string, purpose: string, surface: Surface, now: Date) {
    const found = await this.questions.ask(me.libraryId, { subjectId, purpose });
    const key = keyOf(found, purpose);
    const wasGiven = found.consent !== null && found.consent.state !== 'refused';
    const { version, language } = await this.textSeen(me, key, found.consentVersion);
    const decision = wasGiven ? 'withdrawn' : 'refused';
    await this.records.append(
      me,
      writesOf(subjectId, { purpose: key, decision, version, language, surface }, now),
    );
    return { purpose: key, state: decision, version: version.toString('hex'), since: now };
  }

  /** The text that was consented to, or the current one for what was never given. */
  private async textSeen(me: SignedIn, purpose: PurposeKey, version: Buffer | null) {
    return this.records.in(me, (db) =>
      db.get(PurposeVersion, version ? { purpose, version } : { purpose, replacedAt: null }),
    );
  }
}

function keyOf(found: Found, purpose: string): PurposeKey {
  if (found.legalBasis !== 'consent') throw notFound();
  return purpose as PurposeKey;
}

function writesOf(subjectId: string, decided: Decided, now: Date): Write[] {
  const { purpose, decision, version, language, surface, actor = 'self' } = decided;
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
  });
  if (decision !== 'given' && decision !== 'refused' && decision !== 'withdrawn') return [event];
  const state = into(
    Consent,
    { subjectId, purpose, state: decision, version, since: now },
    { do: 'replace', on: ['subjectId', 'purpose'] },
  );
  return [event, state];
}

function historyOf(event: {
  id: string;
  purpose: string;
  decision: Decision;
  version: Buffer;
  language: string;
  surface: Surface;
  recordedAt: Date;
}) {
  const { id, purpose, decision, version, language, surface, recordedAt } = event;
  return { id, purpose, decision, version: version.toString('hex'), language, surface, recordedAt };
}
