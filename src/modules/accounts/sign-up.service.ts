import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { hashPassword, isPassword } from '../../foundation/access/passwords.js';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import { invalid, Problem } from '../../foundation/http/problem.js';
import { ageRule } from '../../foundation/law/ages-of-consent.js';
import { plainDate, plainDateIn } from '../../foundation/law/plain-date.js';
import { Taken } from '../../foundation/records/errors.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ConsentService, type Decided } from '../consent/consent.service.js';
import { PurposesService } from '../consent/purposes.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { AccountLettersService } from './account-letters.service.js';
import { addressProof } from './address-proof.js';
import type { Confirmation, NewReader } from './dto.js';
import { Reader, ReaderEvidence, SignUp, type SignUpForm } from './reader.entity.js';

const WAITS_MS = 48 * 3_600_000;

/** Signing up: a form, a letter, a confirmation. Until the confirmation there is no reader. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
    private readonly consent: ConsentService,
    private readonly letters: AccountLettersService,
  ) {}

  /**
   * Takes the form and sends a letter: to a new address the link, to a known one a word that it is known. The answer is
   * the same. @throws 422 for an agreement or purpose text that is not the current one, or a guardian that is missing.
   */
  async signUp(me: Visitor, form: NewReader, now: Date): Promise<void> {
    const library = await this.libraries.describe(me, form.language);
    const decisions = await this.decisionsOf(me, form);
    if (library.agreement.version !== form.agreement.version) {
      throw invalid('/agreement/version', 'The agreement has changed. Show the current text and ask again.');
    }
    const needsGuardian = guardianNeeded(form, now);
    if (needsGuardian && !form.guardian) {
      throw invalid(
        '/guardian',
        'At this age a parent or guardian has to agree. Write their name and e-mail address.',
      );
    }
    const passwordHash = await hashPassword(form.password);
    await this.records.in(me, async (db) => {
      const known = await db.lookup(Reader, 'email', form.email);
      if (known) {
        const { id: subjectId, email: to, language } = known;
        await this.letters.postToStranger(db, { kind: 'already-registered', subjectId, to, language }, now);
        return;
      }
      const id = await db.createSubject('reader', 'pending', needsGuardian ? 'unmet' : 'met');
      const { token, hash } = newOpaqueToken(me.libraryId);
      const { name, country, birthDate, language, agreement, guardian } = form;
      const kept: SignUpForm = {
        name, country, birthDate, language, decisions, agreementVersion: agreement.version,
        ...(needsGuardian && guardian ? { guardian } : {}),
      }; // prettier-ignore
      await db.insert(SignUp, {
        id,
        email: form.email,
        form: kept,
        passwordHash,
        tokenHash: hash,
        expiresAt: new Date(now.getTime() + WAITS_MS),
      });
      const kind = kept.guardian ? 'confirm-sign-up-guardian' : 'confirm-sign-up';
      const to = kept.guardian?.email ?? form.email;
      const letter = {
        kind,
        subjectId: id,
        to,
        language,
        page: 'confirm',
        token,
        facts: { child: name },
      } as const;
      await this.letters.postToStranger(db, letter, now);
    });
  }

  /** What a confirmation page shows before it asks the password. @throws 404 for a link that does not or no longer work. */
  async pending(me: Visitor, token: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { email, form } = await this.waiting(db, token, now);
      return { email, name: form.name, decisions: form.decisions, guardian: form.guardian ?? null };
    });
  }

  /**
   * Makes the reader with the decisions of the form. The password must match, so that nobody can be signed up by
   * another. Confirming one sign-up voids the address's others. @throws 404 link, 401 password.
   */
  async confirm(me: Visitor, { token, password }: Confirmation, now: Date): Promise<{ id: string }> {
    if (libraryOfToken(token) !== me.libraryId) throw noSuchLink();
    const { given, stored } = await this.records.in(me, async (db) => {
      const signUp = await this.waiting(db, token, now);
      return { given: signUp, stored: await db.secret(SignUp, { id: signUp.id }, 'passwordHash') };
    });
    if (!(await isPassword(password, stored))) {
      throw new Problem(
        401,
        'wrong-password',
        'This is not the password of the form. Give the one chosen there.',
        [{ pointer: '/password', detail: 'Give the password chosen in the form.' }],
      );
    }
    return this.records.in(me, (db) => this.admit(db, given.id, token, stored, now));
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
    const { email, form } = await this.waiting(db, token, now, 'for update');
    const { name, country, birthDate, language, guardian = null, agreementVersion } = form;
    await db.changeSubject(id, { state: 'active', ageRule: guardian ? 'guardian' : 'met' });
    const agreement = { agreementVersion: Buffer.from(agreementVersion, 'hex'), agreedAt: now };
    const reader = { id, email, name, country, birthDate, language, guardian, passwordHash, ...agreement };
    await db.insert(Reader, reader).catch((error: unknown) => {
      throw error instanceof Taken ? noSuchLink() : error;
    });
    const decided = form.decisions.map((one): Decided => ({
      ...one,
      version: Buffer.from(one.version, 'hex'),
      actor: guardian ? 'guardian' : 'self',
    }));
    await this.consent.record(db, id, decided, now);
    await db.insert(ReaderEvidence, { subjectId: id, address: addressProof(email) });
    await db.delete(SignUp, { id });
    for (const other of await db.lookupIds(SignUp, 'email', email)) await this.discard(db, other);
    return { id };
  }

  private async discard(db: Rows, id: string) {
    await db.delete(SignUp, { id });
    await this.letters.recall(db, id);
    await db.forgetSubject(id);
  }

  private async waiting(db: Rows, token: string, now: Date, lock?: 'for update') {
    const found = await db.find(SignUp, { tokenHash: hashOfToken(token), expiresAt: { after: now } }, lock);
    if (!found) throw noSuchLink();
    return found;
  }

  /** Shown-but-unticked purposes are refusals, and are kept as such. */
  private async decisionsOf(me: Visitor, form: NewReader): Promise<SignUpForm['decisions']> {
    const purposes = await this.purposes.list(me, form.language);
    return Object.entries(form.consents ?? {}).map(([key, { given, version }]) => {
      const purpose = purposes.find((one) => one.key === key && one.legalBasis === 'consent');
      if (!purpose)
        throw invalid(
          `/consents/${key}`,
          'This library asks no consent for such a purpose. Read its purposes again.',
        );
      if (purpose.version !== version)
        throw invalid(
          `/consents/${key}/version`,
          'The text has changed. Show the current one and ask again.',
        );
      return {
        purpose: purpose.key,
        decision: given ? 'given' : 'refused',
        version,
        language: purpose.language,
        surface: 'sign-up',
      };
    });
  }
}

function guardianNeeded(form: NewReader, now: Date): boolean {
  const on = plainDateIn(now, 'UTC');
  const birthDate = plainDate(form.birthDate);
  if (birthDate >= on) throw invalid('/birthDate', 'This day is in the future. Write the day of birth.');
  return ageRule({ birthDate, country: form.country, on, guardianConfirmed: false }) !== 'met';
}

const noSuchLink = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Sign up again to get a new one.');
