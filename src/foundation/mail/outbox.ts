import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { unless } from '../access/restraints.js';
import { aJob } from '../access/signed-in.js';
import { purposeOfLetter, type LetterKind } from '../data-map/processings.js';
import { countLetter } from '../metrics/metrics.js';
import { canariesOf } from '../records/canaries.js';
import type { Records } from '../records/records.js';
import type { Rows } from '../records/rows.js';
import { FormLetter, type FormLetterContent } from './form-letter.js';
import { Letter, type LetterContent } from './letter.entity.js';
import type { Outcome } from './outcome.js';
import type { MailTransport, Post } from './transport.js';

export const LETTERS = 'letters';

/** A letter to write: to whom, about what, in which words. */
export interface NewLetter extends LetterContent {
  subjectId: string;
  to: string;
  /** The kind of letter, such as `confirm-sign-up`; never what is in it. It says what the letter is for. */
  kind: LetterKind;
}

/** To whom one of many letters goes. The key is the same on every try. */
export interface Addressed {
  libraryId: string;
  subjectId: string;
  key: string;
  to: string;
}

/** Kinds of letters that use data for a purpose of the library, and so rest while these are restricted (Art. 18). All others are about the account and its reader's rights. */
const RESTING: readonly string[] = ['newsletter', 'conversation-answered', 'guardian-consents'];

const LEASE_MS = 120_000;
const MOST_ATTEMPTS = 12;
const MOST_A_DAY = 3;
const DAY_MS = 86_400_000;

/** Letters on their way: written with the business row, sent afterwards, kept until a server took them. */
export class Outbox {
  constructor(
    private readonly records: Records,
    private readonly transport: MailTransport,
    private readonly from: { address: string; domain: string },
  ) {}

  /** Writes a letter inside the caller's transaction; it leaves after the commit. Null where it may not be written (Art. 18), and to who is nobody. @throws NoPurpose */
  async post(db: Rows, { subjectId, to, kind, ...content }: NewLetter): Promise<string | null> {
    purposeOfLetter(kind);
    if (RESTING.includes(kind) && (await db.stateOf(subjectId)) === 'restricted') return null;
    if ((await canariesOf(db)).includes(subjectId)) return null;
    const id = uuidv7();
    const messageId = `${randomUUID()}@${this.from.domain}`;
    await Promise.all([
      db.insert(Letter, { id, subjectId, messageId, kind, recipient: to, content }),
      db.wake(LETTERS, id),
    ]);
    return id;
  }

  /** The same for routes that anyone can call: at most three letters a day go to one address, the rest are dropped. */
  async postToStranger(db: Rows, letter: NewLetter, now: Date): Promise<string | null> {
    const since = new Date(now.getTime() - DAY_MS);
    const sent = await db.countLookup(Letter, 'recipient', letter.to, { createdAt: { after: since } });
    return sent >= MOST_A_DAY ? null : this.post(db, letter);
  }

  /** Hands over a letter that the caller keeps in a row of its own, sealed nowhere since it names nobody; tells what became of it. */
  async handOver({ key, ...letter }: Omit<Post, 'from' | 'messageId'> & { key: string }): Promise<Outcome> {
    const { address: from, domain } = this.from;
    const outcome = await this.transport.send({ ...letter, from, messageId: `${key}@${domain}` });
    countLetter(outcome);
    return outcome;
  }

  /** Composes a letter that goes to many in the same words, in a controller's name; answers go to the controller. */
  compose({ fromName, replyTo, subject, text }: Omit<FormLetterContent, 'from'>): Promise<FormLetter> {
    const from = /<(.+)>/.exec(this.from.address)?.[1] ?? this.from.address;
    return FormLetter.compose({ from, fromName, subject, text, ...(replyTo ? { replyTo } : {}) });
  }

  /** Hands over one of such letters, whose row the caller keeps; tells what became of it. */
  async handOverForm(letter: FormLetter, { key, to, ...of }: Addressed): Promise<Outcome> {
    const bytes = letter.to(to, `${key}@${this.from.domain}`);
    const outcome = bytes
      ? await this.transport.carry({ ...of, id: key, from: letter.from, to, bytes })
      : 'failed';
    countLetter(outcome);
    return outcome;
  }

  /** Takes back what is written to a person and not yet sent, and what the demo delivered into files. */
  async recall(db: Rows, subjectId: string): Promise<number> {
    await this.transport.forget(db.me.libraryId, subjectId);
    return db.delete(Letter, { subjectId });
  }

  /** Takes back what was written about a person to one address, such as a guardian's whose part is over. */
  async recallFrom(db: Rows, subjectId: string, address: string): Promise<number> {
    const ids = await db.lookupIds(Letter, 'recipient', address);
    await this.transport.forget(db.me.libraryId, subjectId, ids);
    return db.delete(Letter, { subjectId, id: ids });
  }

  /** Sends one letter if it is due. A kill at any point leaves it to be claimed again under the same Message-ID. */
  async deliver({ libraryId, id }: { libraryId: string; id: string }, now: Date): Promise<void> {
    const me = aJob(LETTERS, libraryId);
    const letter = await this.records.in(me, (db) => this.claim(db, id, now));
    if (!letter?.content) return;
    const { subject, text, html, headers = {} } = letter.content;
    const outcome = await this.transport.send({
      libraryId,
      subjectId: letter.subjectId,
      id,
      messageId: letter.messageId,
      from: this.from.address,
      to: letter.recipient,
      subject,
      text,
      ...(html ? { html } : {}),
      headers,
    });
    countLetter(outcome);
    const settled = outcome === 'deferred' && letter.attempts >= MOST_ATTEMPTS ? 'failed' : outcome;
    await this.records.in(me, (db) =>
      settled === 'deferred'
        ? db.update(
            Letter,
            { id, state: 'claimed' },
            { state: 'deferred', nextAttemptAt: backoff(letter.attempts, now) },
          )
        : db.update(Letter, { id, state: 'claimed' }, { state: settled, settledAt: now, content: null }),
    );
    if (settled === 'deferred')
      await this.records.in(me, (db) => db.wake(LETTERS, id, backoff(letter.attempts, now)));
  }

  /** Ids of letters that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(LETTERS, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from letter where library_id = $1 and state in ('pending', 'deferred', 'claimed') and next_attempt_at <= $2
           and ${MAY_LEAVE} order by id limit 500`,
        [libraryId, now, RESTING],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** After a restore: what was on its way then may have been sent since, and is sent on a person's word only. */
  async hold(libraryId: string): Promise<number> {
    return this.records.in(aJob(LETTERS, libraryId), (db) =>
      db.update(Letter, { state: ['pending', 'claimed', 'deferred'] }, { state: 'held' }),
    );
  }

  /** How many letters wait for a person's word. */
  async held(libraryId: string): Promise<number> {
    return this.records.in(aJob(LETTERS, libraryId), (db) => db.count(Letter, { state: 'held' }));
  }

  /** Sends them after all, or lays them aside for good; gives how many. */
  async release(libraryId: string, send: boolean, now: Date): Promise<number> {
    const instead = send
      ? { state: 'pending' as const, nextAttemptAt: now }
      : { state: 'failed' as const, settledAt: now, content: null };
    return this.records.in(aJob(LETTERS, libraryId), (db) => db.update(Letter, { state: 'held' }, instead));
  }

  private async claim(db: Rows, id: string, now: Date) {
    const lease = new Date(now.getTime() + LEASE_MS);
    const { rowCount } = await db.tell(
      `update letter set state = 'claimed', attempts = attempts + 1, next_attempt_at = $4
       where library_id = $1 and id = $5 and state in ('pending', 'deferred', 'claimed') and next_attempt_at <= $2
       and ${MAY_LEAVE}`,
      [db.me.libraryId, now, RESTING, lease, id],
    );
    return rowCount ? db.find(Letter, { id }) : null;
  }
}

/**
 * None leaves while letters are paused. A letter of someone who is being erased opens no more; under a lease it would only hold the erasure up. One that rests
 * on the use of restricted data waits until they may be used again.
 */
const MAY_LEAVE = `${unless('letters-paused')} and not exists (
  select 1 from subject s where s.library_id = $1 and s.id = subject_id
    and (s.state in ('erasing', 'erased') or s.state = 'restricted' and letter.kind = any($3::text[])))`;

function backoff(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(2 ** attempts * 5_000, 3_600_000));
}
