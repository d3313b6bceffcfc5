import { Injectable } from '@nestjs/common';
import { hashPassword, isPassword } from '../../foundation/access/passwords.js';
import { epochsFor, epochsOf } from '../../foundation/access/session-epochs.js';
import { Sessions, type Opening, type Person, type Tokens } from '../../foundation/access/sessions.js';
import type { Staff, Visitor } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { invalid, Problem, signInFirst } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { atPlatform, SecondFactorService } from './second-factor.service.js';
import { StaffAttempts } from './staff-attempts.service.js';
import { renewDuePassword, wrongSignIn } from './staff-passwords.js';
import type { StaffRole } from './staff.entity.js';
import { StaffService, type Membership } from './staff.service.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What a staff member types to sign in. */
export interface StaffCredentials {
  email: string;
  password: string;
  code?: string;
  /** Where the password has to be changed, and then only. */
  newPassword?: string;
  /** Slug of the library to act in, for those who work for several. */
  library?: string;
}

/** Tokens, and where and as what they let the staff member act. */
export interface StaffTokens extends Tokens {
  library: string;
  role: StaffRole;
  /** True where nothing can be done before a second factor is enrolled. */
  secondFactorDue: boolean;
}

/** How staff sign in: owners, librarians and the security team. */
@Injectable()
export class StaffSignInService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly staff: StaffService,
    private readonly secondFactor: SecondFactorService,
    private readonly attempts: StaffAttempts,
    private readonly setting: Setting,
  ) {}

  /**
   * `client` is the address of the machine that asks, of which attempts are counted.
   * @throws 401, the same and after the same work whether the address or the password is wrong; once both are right, 401
   * where a code is missing or wrong, 403 where a new password is due, which ends every session of before, and 422 where
   * the library has to be named; 429 after many failures.
   */
  async signIn(me: Visitor, client: string, given: StaffCredentials, now: Date) {
    const { email, password, newPassword, code, library } = given;
    await this.attempts.begin(email, client);
    const person = await this.staff.withSecrets(me, email);
    const memberships = await this.staff.membershipsOf(person?.id ?? NOBODY);
    const provedUnder = await this.epochsAs(me, person?.id ?? NOBODY, chosenFrom(memberships, library));
    if (!(await isPassword(password, person?.passwordHash ?? null)) || !person) throw wrongSignIn();
    const membership = membershipIn(memberships, library);
    if (newPassword === password) throw invalid('/newPassword', 'Choose another password than the old one.');
    const newHash = newPassword === undefined ? null : await hashPassword(newPassword);
    const tokens = await this.records.in(me, async (db) => {
      if (person.secondFactor && !code) throw codeNeeded();
      const shown = person.secondFactor && (await this.secondFactor.takes(db, person.id, code ?? '', now));
      if (person.secondFactor && !shown) throw codeRefused();
      if (await renewDuePassword(db, person, newHash))
        await this.sessions.end(db, PLATFORM, person.id, {}, now);
      return this.open(db, { subjectId: person.id, provedUnder }, membership, shown, now);
    });
    await this.attempts.succeeded(email, client);
    return tokens;
  }

  /** Trades a refresh token for new tokens; one that is used twice ends its session, and so does a role that is gone. */
  refresh(refreshToken: string, now: Date): Promise<Tokens> {
    return this.sessions.refresh(
      PLATFORM,
      refreshToken,
      async (db, staffId, { actsIn, secondFactor }: Opening) => {
        const { rows } = await db.tell(
          'select role from membership where library_id = $1 and staff_id = $2 and member_library_id = $3',
          [PLATFORM, staffId, actsIn],
        );
        const role = rows[0]?.role as StaffRole | undefined;
        if (!role || !actsIn) throw signInFirst();
        return { kind: 'staff' as const, role, actsIn, secondFactor: this.suffices(role, secondFactor) };
      },
      now,
    );
  }

  /** Ends an enrolment with its first code and opens a session that may act; the one it was done in ends. */
  async confirmSecondFactor(me: Staff, code: string, now: Date): Promise<StaffTokens> {
    const membership = membershipIn(await this.staff.membershipsOf(me.id), undefined, me.libraryId);
    return this.records.in(atPlatform(me), async (db) => {
      await this.secondFactor.confirm(db, me.id, code, now);
      const provedUnder = await epochsOf(db, PLATFORM, me.credentialId);
      await this.sessions.end(db, PLATFORM, me.id, {}, now);
      return this.open(db, { subjectId: me.id, provedUnder }, membership, true, now);
    });
  }

  /** Ends the session of a refresh token's or a panel's staff member. */
  async signOut(me: Staff, now: Date): Promise<void> {
    if (me.credentialId === null) return;
    const only = me.credentialId;
    await this.records.in(atPlatform(me), (db) => this.sessions.end(db, PLATFORM, me.id, { only }, now));
  }

  private async open(
    db: Rows,
    whose: Pick<Person, 'subjectId' | 'provedUnder'>,
    { libraryId, slug, role }: Membership,
    codeShown: boolean,
    now: Date,
  ): Promise<StaffTokens> {
    const secondFactor = this.suffices(role, codeShown);
    const person = { ...whose, libraryId: PLATFORM, kind: 'staff', actsIn: libraryId } as const;
    const tokens = await this.sessions.open(
      db,
      { ...person, role, secondFactor },
      'password',
      now,
      codeShown,
    );
    return { ...tokens, library: slug, role, secondFactorDue: !secondFactor };
  }

  /** The epochs of a session in a library, read before the password is looked at. */
  private epochsAs(me: Visitor, subjectId: string, chosen: Membership[]) {
    const whose = { libraryId: PLATFORM, subjectId, actsIn: chosen[0]?.libraryId };
    return this.records.in(me, (db) => epochsFor(db, whose));
  }

  /** Owners and officers act with a second factor only, except in the demo; librarians may do without. */
  private suffices(role: StaffRole, codeShown: boolean): boolean {
    return codeShown || role === 'librarian' || this.setting.isDemo;
  }
}

function chosenFrom(memberships: Membership[], slug?: string, libraryId?: string): Membership[] {
  return memberships.filter(
    (one) => (!slug || one.slug === slug) && (!libraryId || one.libraryId === libraryId),
  );
}

function membershipIn(memberships: Membership[], slug?: string, libraryId?: string): Membership {
  if (!memberships.length) throw wrongSignIn();
  const [only, ...others] = chosenFrom(memberships, slug, libraryId);
  if (only && !others.length) return only;
  const names = memberships.map((one) => one.slug).join(', ');
  const detail = `Say which library you act in: ${names}.`;
  throw new Problem(422, 'invalid', detail, [{ pointer: '/library', detail }]);
}

const codeNeeded = () =>
  new Problem(401, 'code-needed', 'Type the code that your authenticator shows, too.', [
    { pointer: '/code', detail: 'Type the code that your authenticator shows.' },
  ]);

const codeRefused = () =>
  new Problem(401, 'wrong-code', 'This is not the current code, or it was used before. Type the next one.', [
    { pointer: '/code', detail: 'Type the code that your authenticator shows now.' },
  ]);
