import { Injectable } from '@nestjs/common';
import { mayChange } from '../../foundation/access/restraints.js';
import type { Reader as Me, Visitor } from '../../foundation/access/signed-in.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { Taken } from '../../foundation/records/errors.js';
import { Records } from '../../foundation/records/records.js';
import { AccountLettersService } from './account-letters.service.js';
import { Reader } from './reader.entity.js';
import { SignInService } from './sign-in.service.js';
import { SocialLogin } from './social.entity.js';
import { SocialAttemptsService } from './social-attempts.service.js';

/** Signing in with an identity of a provider, and which ones a reader has linked. */
@Injectable()
export class SocialLoginsService {
  constructor(
    private readonly records: Records,
    private readonly attempts: SocialAttemptsService,
    private readonly signIns: SignInService,
    private readonly letters: AccountLettersService,
  ) {}

  /** Signs in with a one-time code; an identity without an account gets a ticket for the sign-up form. @throws 404 code */
  async signIn(me: Visitor, { code, verifier }: { code: string; verifier?: string | undefined }, now: Date) {
    return this.records.in(me, async (db) => {
      const answered = await this.attempts.redeem(db, { code, verifier, subjectId: null }, now);
      const { known, confirming } = answered;
      const login = await db.lookup(SocialLogin, 'identity', known.identity);
      const reader = login && (await db.find(Reader, { id: login.subjectId }));
      if (!reader) {
        const token = await this.attempts.ticket(db, known, now);
        return { next: 'sign-up' as const, token, ...(confirming ? { confirming } : {}) };
      }
      if (await mayChange(db)) await db.update(SocialLogin, { id: login.id }, { lastUsedAt: now });
      return this.signIns.open(db, reader, 'social', now);
    });
  }

  /** The identities by which the reader may sign in. */
  async list(me: Me) {
    const logins = await this.records.in(me, (db) => db.all(SocialLogin, { subjectId: me.id }));
    const items = logins.map(({ provider, createdAt, lastUsedAt }) => ({ provider, createdAt, lastUsedAt }));
    return { items, next: null };
  }

  /**
   * Links an identity to the reader who asked for it, and says so by letter. @throws 404 code; 409 when the identity has
   * an account, or the reader an identity at this provider.
   */
  async link(
    me: Me,
    provider: string,
    { code, verifier }: { code: string; verifier?: string | undefined },
    now: Date,
  ) {
    await this.records.in(me, async (db) => {
      const { known } = await this.attempts.redeem(db, { code, verifier, subjectId: me.id }, now);
      if (known.provider !== provider) throw notFound();
      const { email: to, language } = await db.get(Reader, { id: me.id }, 'for update');
      if (await db.count(SocialLogin, { subjectId: me.id, provider }))
        throw conflict('linked', 'You have an identity of this provider already. Unlink it first.');
      await db.insert(SocialLogin, { subjectId: me.id, ...known }).catch(explainTaken);
      await this.letters.post(db, { kind: 'social-login-linked', subjectId: me.id, to, language }, now);
    });
  }

  /** @throws 404; 409 when it is the only way to sign in. */
  async unlink(me: Me, provider: string): Promise<void> {
    await this.records.in(me, async (db) => {
      await db.get(Reader, { id: me.id }, 'for update');
      const logins = await db.all(SocialLogin, { subjectId: me.id });
      if (!logins.some((login) => login.provider === provider)) throw notFound();
      if (logins.length === 1 && (await db.secret(Reader, { id: me.id }, 'passwordHash')) === null)
        throw conflict('only-sign-in', 'This is your only way to sign in. Set a password first.');
      await db.delete(SocialLogin, { subjectId: me.id, provider });
    });
  }
}

function explainTaken(error: unknown): never {
  if (!(error instanceof Taken)) throw error;
  throw conflict('identity-taken', 'Another account of this library signs in with this identity.');
}
