import { createHmac, type KeyObject } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { aJob, type ApiKey, type Reader, type SignedIn, type Staff } from '../access/signed-in.js';
import type { DataMap } from '../data-map/data-map.js';
import { SubjectErased } from '../encryption/errors.js';
import { conflict, Problem } from '../http/problem.js';
import type { Records } from '../records/records.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';

/** Callers that hold a credential, to which a key is scoped. */
export type Holder = (Reader | Staff | ApiKey) & { credentialId: string };

/** What was answered the first time; `body` is what the handler gave. */
export interface Answered {
  status: number;
  body: unknown;
}

const DAY_MS = 86_400_000;
const LEASE_MS = 60_000;

/** Carries a POST out once, however often it is sent with the same key within a day. */
export class Idempotency {
  constructor(
    private readonly records: Records,
    private readonly key: KeyObject,
    map: DataMap,
  ) {
    map.onErasure('answers kept for the library', ({ libraryId }) => this.blank(libraryId));
  }

  /**
   * Claims a key for a request. Gives the id to `keep` or `release` the claim by, or the answer to give again.
   * A claim under which nothing was written for a minute, as a crash leaves it, is free again.
   * @throws 409 while the first request runs or when its answer is gone; 422 when the key came with another request.
   */
  async claim(
    me: Holder,
    key: string,
    request: string,
    now: Date,
  ): Promise<{ claim: string } | { again: Answered }> {
    const keyHash = this.hash('key', key);
    const requestHash = this.hash('request', request);
    return this.records.in(me, async (db) => {
      const mine = { credentialId: me.credentialId, keyHash };
      const leased = new Date(now.getTime() - LEASE_MS);
      await db.delete(IdempotentAnswer, { ...mine, createdAt: { before: new Date(now.getTime() - DAY_MS) } });
      const idle = { status: null, carriedOutAt: null, createdAt: { before: leased } };
      await db.delete(IdempotentAnswer, { ...mine, ...idle });
      const id = uuidv7();
      const subjectId = me.kind === 'reader' ? me.id : null;
      const row = { id, subjectId, ...mine, requestHash, createdAt: now };
      await db.insert(IdempotentAnswer, row, { do: 'ignore', on: ['credentialId', 'keyHash'] });
      const found = await db.get(IdempotentAnswer, mine);
      if (found.id === id) return { claim: id };
      const first = await db.secret(IdempotentAnswer, { id: found.id }, 'requestHash');
      if (!first?.equals(requestHash)) throw reused();
      const [body] = found.answer ?? found.libraryAnswer ?? [];
      if (found.status === null) throw found.carriedOutAt && found.createdAt < leased ? gone() : running();
      if (!found.answer && !found.libraryAnswer) throw gone();
      return { again: { status: found.status, body } };
    });
  }

  /** Keeps the answer to a claimed key; where the request ended its reader, there is nobody left to keep it for. */
  async keep(me: Holder, claim: string, { status, body }: Answered): Promise<void> {
    const kept = me.kind === 'reader' ? { answer: [body] } : { libraryAnswer: [body] };
    try {
      await this.records.in(me, (db) => db.update(IdempotentAnswer, { id: claim }, { status, ...kept }));
    } catch (error) {
      if (!(error instanceof SubjectErased)) throw error;
    }
  }

  /** Gives a key free again whose request was refused: nothing was carried out. */
  async release(me: Holder, claim: string): Promise<void> {
    await this.records.in(me, (db) => db.delete(IdempotentAnswer, { id: claim, status: null }));
  }

  /** Removes what is older than a day. Tells how many. */
  async sweep(libraryId: string, now: Date): Promise<number> {
    const before = new Date(now.getTime() - DAY_MS);
    return this.records.in(aJob('idempotent answers', libraryId), (db) =>
      db.delete(IdempotentAnswer, { createdAt: { before } }),
    );
  }

  private async blank(libraryId: string): Promise<void> {
    await this.records.in(aJob('idempotent answers', libraryId), (db) =>
      db.update(IdempotentAnswer, { subjectId: null }, { libraryAnswer: null }),
    );
  }

  /** Keys are a caller's choice and may name a person: only a keyed hash is kept. */
  private hash(use: string, text: string): Buffer {
    return createHmac('sha256', this.key).update(`${use}\0${text}`).digest();
  }
}

/** Whether the caller holds a credential that a key can be scoped to. */
export function holdsCredential(me: SignedIn | undefined): me is Holder {
  return me !== undefined && me.kind !== 'visitor' && me.kind !== 'job' && me.credentialId !== null;
}

const reused = () =>
  new Problem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key came with another request before. Use a new key for a new request.',
    [{ pointer: '/header/idempotency-key', detail: 'Use a new key for a new request.' }],
  );

const running = () =>
  conflict(
    'still-running',
    'The first request with this Idempotency-Key has not ended. Wait and send it again: after a minute at most you are told what became of it.',
  );

const gone = () =>
  conflict(
    'answer-gone',
    'The first request with this Idempotency-Key was carried out, and its answer is not kept. Look at what it made instead.',
  );
