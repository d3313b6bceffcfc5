import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { SignedIn, Visitor } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { noSuchLink } from './account-links.service.js';
import { authorisation, identityIn } from './open-id.js';
import { SocialAttempt, type SocialAttemptContent } from './social.entity.js';
import { SocialProvidersService } from './social-providers.service.js';

const MINUTE_MS = 60_000;
const MINUTES = { begun: 10, answered: 10, unknown: 60 } as const;
type Stage = keyof typeof MINUTES;

/** Where a sign-in begins: at which library and provider, and what for: to link an identity, or to confirm a sign-up. */
export interface Begun {
  slug: string;
  provider: string;
  subjectId?: string;
  challenge?: string | undefined;
  confirming?: string | undefined;
}

/** A sign-in at a provider, step by step; every step has a token of its own that works once. */
@Injectable()
export class SocialAttemptsService {
  private readonly logger = new Logger('SocialAttempts');

  constructor(
    private readonly records: Records,
    private readonly providers: SocialProvidersService,
    private readonly setting: Setting,
  ) {}

  /** Gives the address at the provider to send the browser to. @throws 404 no such provider; 503 */
  async begin(me: SignedIn, begun: Begun, now: Date): Promise<{ url: string }> {
    const { slug, provider, subjectId = null } = begun;
    const opened = await this.providers.open(me, provider);
    const { token: state, hash } = newOpaqueToken(me.libraryId);
    const { url, ...secrets } = await authorisation(opened, this.callback(slug, provider), state);
    const content = { provider, ...secrets, ...boundTo(begun) };
    await this.records.in(me, (db) => this.keep(db, 'begun', { subjectId, content, hash }, now));
    return { url };
  }

  /** Takes the provider's answer and gives the page of ours that goes on. @throws 404 for an answer nobody waits for. */
  async answer(
    me: Visitor,
    slug: string,
    provider: string,
    query: URLSearchParams,
    now: Date,
  ): Promise<string> {
    const state = query.get('state') ?? '';
    const { subjectId, content } = await this.records.in(me, (db) => this.take(db, 'begun', state, now));
    if (content.provider !== provider) throw noSuchLink();
    const page = new URL(`${this.setting.config.publicUrl}/l/${slug}/social`);
    if (subjectId) page.searchParams.set('link', provider);
    const identity = await this.identity(me, this.callback(slug, provider), query, { ...content, state });
    if (identity === null) {
      page.searchParams.set('error', query.has('error') ? 'refused' : 'failed');
      return page.href;
    }
    const { token, hash } = newOpaqueToken(me.libraryId);
    const answered = { provider, identity, ...boundTo(content) };
    await this.records.in(me, (db) => this.keep(db, 'answered', { subjectId, content: answered, hash }, now));
    page.searchParams.set('code', token);
    return page.href;
  }

  /**
   * Uses up a one-time code, for a sign-in (`subjectId` null) or by the reader who links. @throws 404 for a code that does
   * not work, or no longer, or belongs to another reader or page.
   */
  async redeem(
    db: Rows,
    { code, verifier, subjectId }: { code: string; verifier?: string | undefined; subjectId: string | null },
    now: Date,
  ) {
    const found = await this.take(db, 'answered', code, now);
    const { challenge, confirming, provider, identity = '' } = found.content;
    const isSamePage = challenge === undefined || challenge === challengeOf(verifier ?? '');
    if (found.subjectId !== subjectId || !isSamePage) throw noSuchLink();
    return { known: { provider, identity }, confirming };
  }

  /** A ticket for an identity that has no account: it goes into the sign-up form, and proves the same at its confirmation. */
  async ticket(db: Rows, known: { provider: string; identity: string }, now: Date): Promise<string> {
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    await this.keep(db, 'unknown', { subjectId: null, content: known, hash }, now);
    return token;
  }

  /** Uses up such a ticket. @throws 404 */
  async useTicket(db: Rows, token: string, now: Date): Promise<{ provider: string; identity: string }> {
    const { provider, identity = '' } = (await this.take(db, 'unknown', token, now)).content;
    return { provider, identity };
  }

  /** Removes what nobody finished in time. Tells how many. */
  expire(db: Rows, now: Date): Promise<number> {
    return db.delete(SocialAttempt, { expiresAt: { before: now } });
  }

  private async identity(
    me: Visitor,
    callback: string,
    query: URLSearchParams,
    { provider, state, nonce = '', verifier = '' }: SocialAttemptContent & { state: string },
  ): Promise<string | null> {
    const opened = await this.providers.open(me, provider);
    try {
      return await identityIn(opened, new URL(`${callback}?${query.toString()}`), { state, nonce, verifier });
    } catch (error) {
      this.logger.warn(
        { name: error instanceof Error ? error.name : typeof error },
        'a provider’s answer is refused',
      );
      return null;
    }
  }

  private async keep(
    db: Rows,
    stage: Stage,
    kept: { subjectId: string | null; content: SocialAttemptContent; hash: Buffer },
    now: Date,
  ): Promise<void> {
    const { subjectId, content, hash } = kept;
    const expiresAt = new Date(now.getTime() + MINUTES[stage] * MINUTE_MS);
    await db.insert(SocialAttempt, { stage, subjectId, content, tokenHash: hash, expiresAt });
  }

  private async take(db: Rows, stage: Stage, token: string, now: Date) {
    const isHere = libraryOfToken(token) === db.me.libraryId;
    const where = { tokenHash: hashOfToken(token), stage, expiresAt: { after: now } };
    const found = isHere ? await db.find(SocialAttempt, where) : null;
    const content = found && (await db.secret(SocialAttempt, { id: found.id }, 'content'));
    if (!found || !content || !(await db.delete(SocialAttempt, { id: found.id }))) throw noSuchLink();
    return { subjectId: found.subjectId, content };
  }

  private callback(slug: string, provider: string): string {
    return `${this.setting.config.publicUrl}/api/v1/libraries/${slug}/social-logins/${provider}/callback`;
  }
}

/** What goes with a sign-in from its beginning to its end. */
function boundTo({ challenge, confirming }: Pick<Begun, 'challenge' | 'confirming'>) {
  return { ...(challenge ? { challenge } : {}), ...(confirming ? { confirming } : {}) };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
