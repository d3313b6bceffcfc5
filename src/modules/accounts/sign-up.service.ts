import { Injectable } from '@nestjs/common';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { hashPassword } from '../../foundation/access/passwords.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { invalid, Problem } from '../../foundation/http/problem.js';
import { countConsentRefused } from '../../foundation/metrics/metrics.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { NoticesService } from '../consent/notices.service.js';
import { PurposesService } from '../consent/purposes.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { AccountLettersService } from './account-letters.service.js';
import { ruleOf } from './age-change.js';
import { guardianNeeded, refuseOwnAddress } from './guardians.service.js';
import type { NewReader } from './dto.js';
import { Reader, SignUp, type FormDecision, type SignUpForm } from './reader.entity.js';
import { SocialAttemptsService } from './social-attempts.service.js';

const WAITS_MS = 48 * 3_600_000;

/** Signing up: a form and a letter. Until the confirmation there is no reader. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
    private readonly notices: NoticesService,
    private readonly letters: AccountLettersService,
    private readonly attempts: SocialAttemptsService,
  ) {}

  /**
   * Takes the form and sends a letter: to a new address the link, to a known one a word that it is known. The answer is
   * the same. @throws 422 for an agreement or purpose text that is not the current one, or a guardian that is missing.
   */
  async signUp(me: Visitor, form: NewReader, now: Date): Promise<void> {
    const checked = await this.checked(me, form, now);
    const passwordHash = form.password === undefined ? null : await hashPassword(form.password);
    await this.records.in(me, async (db) => {
      const kept =
        form.social === undefined ? checked : { ...checked, social: await this.social(db, form.social, now) };
      const known = await db.lookup(Reader, 'email', form.email);
      if (known) {
        const { id: subjectId, email: to, language } = known;
        await this.letters.postToStranger(db, { kind: 'already-registered', subjectId, to, language }, now);
      } else {
        await this.keep(db, { email: form.email, form: kept, passwordHash }, now);
      }
    });
  }

  private async keep(
    db: Rows,
    given: { email: string; form: SignUpForm; passwordHash: string | null },
    now: Date,
  ): Promise<void> {
    const { email, form } = given;
    const id = await db.createSubject('reader', 'pending', form.guardian ? 'unmet' : 'met');
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    const expiresAt = new Date(now.getTime() + WAITS_MS);
    await db.insert(SignUp, { id, ...given, tokenHash: hash, expiresAt });
    const kind = form.guardian ? 'confirm-sign-up-guardian' : 'confirm-sign-up';
    const letter = {
      kind,
      subjectId: id,
      to: form.guardian?.email ?? email,
      language: form.language,
    } as const;
    await this.letters.postToStranger(
      db,
      { ...letter, page: 'confirm', token, facts: { child: form.name } },
      now,
    );
  }

  private async checked(me: Visitor, form: NewReader, now: Date): Promise<SignUpForm> {
    const { name, country, birthDate, language, agreement, guardian } = form;
    if ((form.password === undefined) === (form.social === undefined))
      throw invalid('/password', 'Choose a password, or sign in with a provider instead: one of both.');
    const library = await this.libraries.describe(me, language);
    const decisions = await this.decisionsOf(me, form, now);
    if (library.agreement.version !== agreement.version && !(await this.isCurrent(me, agreement.version)))
      throw invalid('/agreement/version', 'The agreement has changed. Show the current text and ask again.');
    const kept = { name, country, birthDate, language, decisions, agreementVersion: agreement.version };
    if (!isGuardianNeeded(form, now)) return kept;
    if (!guardian) throw guardianNeeded();
    refuseOwnAddress(form.email, guardian);
    return { ...kept, guardian };
  }

  /** The identity of the ticket; used up for a known address and a new one alike. @throws 422 */
  private social(db: Rows, ticket: string, now: Date) {
    return this.attempts.useTicket(db, ticket, now).catch((error: unknown) => {
      throw error instanceof Problem ? invalid('/social', 'Sign in with the provider again.') : error;
    });
  }

  /** The text may have been read in another language than the reader will be written to in. */
  private isCurrent(me: Visitor, version: string): Promise<boolean> {
    const shown = Buffer.from(version, 'hex');
    return this.records.in(me, async (db) => !(await this.libraries.isAgreementDue(db, shown)));
  }

  /** Shown-but-unticked purposes are refusals, and are kept as such, in the language that was really shown. */
  private async decisionsOf(me: Visitor, form: NewReader, now: Date): Promise<FormDecision[]> {
    const { purposes, texts } = await this.purposes.asked(me);
    return Object.entries(form.consents ?? {}).map(([key, { given, version, notice }]) => {
      if (!purposes.some((one) => one === key)) throw noSuchPurpose(key);
      const text = texts.find((one) => one.purpose === key && one.version.toString('hex') === version);
      if (!text) throw noSuchText(key);
      const { purpose, language } = text;
      const served = this.notices.take(me, key, { version, notice }, now, `/consents/${key}/notice`);
      const decision = given ? 'given' : 'refused';
      const serving = served && { served: { id: served.id, servedAt: served.servedAt.toISOString() } };
      return { purpose, decision, version, language, surface: 'sign-up', ...serving };
    });
  }
}

function noSuchPurpose(key: string): Problem {
  countConsentRefused('unknown-purpose');
  return invalid(
    `/consents/${key}`,
    'This library asks no consent for such a purpose. Read its purposes again.',
  );
}

function noSuchText(key: string): Problem {
  countConsentRefused('unknown-version');
  return invalid(`/consents/${key}/version`, 'The text has changed. Show the current one and ask again.');
}

function isGuardianNeeded({ birthDate, country }: NewReader, now: Date): boolean {
  const on = plainDateIn(now, 'UTC');
  if (birthDate >= on) throw invalid('/birthDate', 'This day is in the future. Write the day of birth.');
  return ruleOf({ birthDate, country }, false, on) !== 'met';
}
