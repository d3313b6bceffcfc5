import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import { isPassword } from '../../foundation/access/passwords.js';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import { Problem } from '../../foundation/http/problem.js';
import { isConsentJoint } from '../../foundation/law/ages-of-consent.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Taken } from '../../foundation/records/errors.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ConsentService, type Decided } from '../consent/consent.service.js';
import { AccountLettersService, type AccountLetter } from './account-letters.service.js';
import { addressProof } from './address-proof.js';
import type { Confirmation } from './dto.js';
import { Reader, ReaderEvidence, SignUp, type SignUpForm } from './reader.entity.js';
import { SocialLogin } from './social.entity.js';
import { SocialAttemptsService } from './social-attempts.service.js';

const ADDRESS_HOURS = 48;

/** The letter's answer to a sign-up: it makes the reader, or the sign-up vanishes. */
@Injectable()
export class ConfirmationsService {
  constructor(
    private readonly records: Records,
    private readonly consent: ConsentService,
    private readonly letters: AccountLettersService,
    private readonly attempts: SocialAttemptsService,
  ) {}

  /** What a confirmation page shows before it asks the password. @throws 404 for a link that does not or no longer work. */
  async pending(me: Visitor, token: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { email, form } = await waiting(db, token, now);
      const { name, decisions, guardian = null, social } = form;
      return { email, name, decisions, guardian, provider: social?.provider ?? null };
    });
  }

  /**
   * Makes the reader with the decisions of the form. The password must match, or the identity of a new sign-in at the
   * provider, so that nobody can be signed up by another. Confirming one sign-up voids the address's others.
   * @throws 404 link; 401 password or identity.
   */
  async confirm(
    me: Visitor,
    { token, password = '', social }: Confirmation,
    now: Date,
  ): Promise<{ id: string }> {
    const { given, stored } = await this.records.in(me, async (db) => {
      const signUp = await waiting(db, token, now);
      return { given: signUp, stored: await db.secret(SignUp, { id: signUp.id }, 'passwordHash') };
    });
    const { identity } = given.form.social ?? {};
    if (!identity && !(await isPassword(password, stored))) throw wrongPassword();
    return this.records.in(me, async (db) => {
      if (identity) await this.demandIdentity(db, identity, social, now);
      return this.admit(db, given.id, token, stored, now);
    });
  }

  /** Removes sign-ups that nobody confirmed in time, with their keys. Tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    return this.records.in(aJob('sign-ups-expire', libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from sign_up where library_id = $1 and expires_at <= $2 limit 500`,
        [libraryId, now],
      );
      for (const row of rows) await this.discard(db, String(row.id));
      return rows.length;
    });
  }

  private async admit(
    db: Rows,
    id: string,
    token: string,
    passwordHash: string | null,
    now: Date,
  ): Promise<{ id: string }> {
    const { email, form } = await waiting(db, token, now, 'for update');
    const { name, country, birthDate, language, guardian = null, agreementVersion } = form;
    const ageRule = guardian ? 'guardian' : 'met';
    await db.changeSubject(id, { state: 'active', ageRule, addressUnconfirmed: guardian !== null });
    const agreement = { agreementVersion: Buffer.from(agreementVersion, 'hex'), agreedAt: now };
    const person = { email, name, country, birthDate, language, guardian, passwordHash };
    const emailConfirmedAt = guardian ? null : now;
    await db.insert(Reader, { id, ...person, emailConfirmedAt, ...agreement }).catch(explainTaken);
    if (guardian) await this.writeToChild(db, { subjectId: id, to: email, language }, now);
    if (form.social) await db.insert(SocialLogin, { subjectId: id, ...form.social }).catch(explainTaken);
    await this.consent.record(db, id, decidedIn(form, now), now);
    await db.insert(ReaderEvidence, { subjectId: id, address: addressProof(email) });
    await db.delete(SignUp, { id });
    for (const other of await db.lookupIds(SignUp, 'email', email)) await this.discard(db, other);
    return { id };
  }

  /** The guardian's letter confirmed the guardian's address; this one confirms the child's own. */
  private async writeToChild(
    db: Rows,
    to: Pick<AccountLetter, 'subjectId' | 'to' | 'language'>,
    now: Date,
  ): Promise<void> {
    const link = { kind: 'email-change', hours: ADDRESS_HOURS, content: { email: to.to } } as const;
    const letter = { kind: 'confirm-own-address', page: 'confirm-email', link, ...to } as const;
    await this.letters.postToStranger(db, letter, now);
  }

  private async demandIdentity(db: Rows, identity: string, ticket: string | undefined, now: Date) {
    const shown = ticket && (await this.attempts.useTicket(db, ticket, now).catch(nullForUsed));
    if (!shown || shown.identity !== identity) throw wrongIdentity();
  }

  private async discard(db: Rows, id: string) {
    await db.delete(SignUp, { id });
    await this.letters.recall(db, id);
    await db.forgetSubject(id);
  }
}

/** A child's decisions are the guardian's word, and where the law wants consent jointly both words are kept. */
function decidedIn({ decisions, guardian, country }: SignUpForm, now: Date): Decided[] {
  const isJoint = isConsentJoint(country, plainDateIn(now, 'UTC'));
  const actors = guardian
    ? isJoint
      ? (['self', 'guardian'] as const)
      : (['guardian'] as const)
    : ['self' as const];
  return decisions.flatMap(({ version, served, ...one }) =>
    actors.map((actor, place): Decided => ({
      ...one,
      actor,
      version: Buffer.from(version, 'hex'),
      // The form was served once, to whoever filled it in.
      ...(served && place === 0 ? { served: { id: served.id, servedAt: new Date(served.servedAt) } } : {}),
    })),
  );
}

async function waiting(db: Rows, token: string, now: Date, lock?: 'for update') {
  const isHere = libraryOfToken(token) === db.me.libraryId;
  const where = { tokenHash: hashOfToken(token), expiresAt: { after: now } };
  const found = isHere ? await db.find(SignUp, where, lock) : null;
  if (!found) throw noSuchSignUp();
  return found;
}

const noSuchSignUp = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Sign up again to get a new one.');

function nullForUsed(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

function explainTaken(error: unknown): never {
  throw error instanceof Taken ? noSuchSignUp() : error;
}

function wrongIdentity(): Problem {
  const detail = 'Sign in with the provider of the form once more, and send the token of that sign-in.';
  return new Problem(401, 'wrong-identity', detail, [{ pointer: '/social', detail }]);
}

function wrongPassword(): Problem {
  const detail = 'This is not the password of the form. Give the one chosen there.';
  return new Problem(401, 'wrong-password', detail, [{ pointer: '/password', detail }]);
}
