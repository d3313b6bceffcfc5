import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { hashPassword, isPassword } from '../../foundation/access/passwords.js';
import { Sessions } from '../../foundation/access/sessions.js';
import { aJob, type SignedIn, type Visitor } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { notFound, Problem } from '../../foundation/http/problem.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from './libraries.service.js';
import { PlatformService } from './platform.service.js';
import { invitationLetter } from './staff-letters.js';
import { Membership as MembershipRow, StaffInvitation, StaffMember, type StaffRole } from './staff.entity.js';

/** Who is to work where, as what. `librarySlug` is `platform` for the security team. */
export interface NewStaff {
  email: string;
  name: string;
  librarySlug: string;
  role: StaffRole;
}

/** Where a staff member works, as what. */
export interface Membership {
  libraryId: string;
  slug: string;
  role: StaffRole;
}

const INVITED_MS = 7 * 86_400_000;

/** Those who work for libraries and for the platform: invited by letter, they choose a password; removed, they are out at once. */
@Injectable()
export class StaffService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly platform: PlatformService,
    private readonly sessions: Sessions,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Sends a letter whose link makes someone staff of a library. Gives back their id. @throws 404 no such library */
  async invite(invited: NewStaff, now: Date): Promise<string> {
    const memberLibraryId = await this.workplace(invited);
    const { email, name, librarySlug, role } = invited;
    return this.records.in(aJob('staff invite', PLATFORM), async (db) => {
      const staffId = await this.find(db, email, name);
      const { token, hash } = newOpaqueToken(PLATFORM);
      const expiresAt = new Date(now.getTime() + INVITED_MS);
      await db.insert(StaffInvitation, { staffId, memberLibraryId, role, tokenHash: hash, expiresAt });
      const link = `${this.setting.config.publicUrl}/admin/invitation?token=${token}`;
      const words = invitationLetter({ name, library: librarySlug, role, link });
      await this.outbox.post(db, { subjectId: staffId, to: email, kind: 'staff-invitation', ...words });
      return staffId;
    });
  }

  /**
   * Makes the invited one staff: with the password they choose, or the one they have where they work elsewhere already.
   * @throws 404 for a link that does not work, or no longer; 401 for another password than the one they have.
   */
  async accept(me: Visitor, token: string, password: string, now: Date): Promise<{ id: string }> {
    if (libraryOfToken(token) !== PLATFORM) throw noSuchLink();
    const where = { tokenHash: hashOfToken(token), expiresAt: { after: now } };
    const stored = await this.records.in(me, async (db) => {
      const invitation = await db.find(StaffInvitation, where);
      if (!invitation) throw noSuchLink();
      return db.secret(StaffMember, { id: invitation.staffId }, 'passwordHash');
    });
    if (stored && !(await isPassword(password, stored))) throw notYourPassword();
    const passwordHash = stored ?? (await hashPassword(password));
    return this.records.in(me, async (db) => {
      const invitation = await db.find(StaffInvitation, where, 'for update');
      if (!invitation) throw noSuchLink();
      const { id, staffId, memberLibraryId, role } = invitation;
      await db.delete(StaffInvitation, { id });
      await this.employ(db, staffId, passwordHash, { libraryId: memberLibraryId, role });
      return { id: staffId };
    });
  }

  /** Makes someone staff at once, with a password; for the demo and for tests. Gives back their id. */
  async create({ password, ...given }: NewStaff & { password: string }): Promise<string> {
    const libraryId = await this.workplace(given);
    const passwordHash = await hashPassword(password);
    return this.records.in(aJob('staff create', PLATFORM), async (db) => {
      const id = await this.find(db, given.email, given.name);
      await this.employ(db, id, passwordHash, { libraryId, role: given.role });
      return id;
    });
  }

  /** The libraries that someone works for, and as what. */
  async membershipsOf(staffId: string): Promise<Membership[]> {
    const rows = await this.records.in(aJob('memberships', PLATFORM), (db) =>
      db.all(MembershipRow, { staffId }),
    );
    const slugs = await this.libraries.slugsOf(rows.map((one) => one.memberLibraryId));
    return rows.map(({ memberLibraryId, role }) => ({
      libraryId: memberLibraryId,
      slug: slugs.get(memberLibraryId) ?? '',
      role,
    }));
  }

  /** Ends someone's work for a library and all their sessions; who works nowhere any more is forgotten. @throws 404 */
  async remove(staffId: string, librarySlug: string, now: Date): Promise<void> {
    const memberLibraryId = await this.idOf(librarySlug);
    await this.records.in(aJob('staff remove', PLATFORM), async (db) => {
      const gone = await db.delete(MembershipRow, { staffId, memberLibraryId });
      if (!gone) throw notFound();
      await this.sessions.end(db, PLATFORM, staffId, {}, now);
      if ((await db.count(MembershipRow, { staffId })) > 0) return;
      await this.outbox.recall(db, staffId);
      await db.delete(StaffInvitation, { staffId });
      await db.delete(StaffMember, { id: staffId });
      await db.forgetSubject(staffId);
    });
  }

  /** The id of who has this address, or null. */
  async idOfAddress(email: string): Promise<string | null> {
    const me = aJob('staff look-up', PLATFORM);
    return this.records.in(me, async (db) => (await db.lookupIds(StaffMember, 'email', email))[0] ?? null);
  }

  /** What signing in needs of the one with this address, or null. */
  async withSecrets(me: SignedIn, email: string) {
    return this.records.in(me, async (db) => {
      const person = await db.lookup(StaffMember, 'email', email);
      if (!person) return null;
      const passwordHash = await db.secret(StaffMember, { id: person.id }, 'passwordHash');
      return { id: person.id, secondFactor: person.secondFactor, passwordHash };
    });
  }

  private async workplace({ librarySlug, role }: NewStaff): Promise<string> {
    await this.platform.ensure();
    const id = await this.idOf(librarySlug);
    if ((role === 'security-officer') !== (id === PLATFORM)) throw wrongPlace();
    return id;
  }

  private async idOf(slug: string): Promise<string> {
    return slug === 'platform' ? PLATFORM : this.libraries.idOf(slug);
  }

  private async find(db: Rows, email: string, name: string): Promise<string> {
    const [known] = await db.lookupIds(StaffMember, 'email', email);
    if (known) return known;
    const id = await db.createSubject('staff', 'pending', 'met');
    return db.insert(StaffMember, { id, email, name });
  }

  private async employ(
    db: Rows,
    staffId: string,
    passwordHash: string,
    { libraryId, role }: { libraryId: string; role: StaffRole },
  ) {
    await db.changeSubject(staffId, { state: 'active' });
    await db.update(StaffMember, { id: staffId }, { passwordHash });
    await db.insert(
      MembershipRow,
      { staffId, memberLibraryId: libraryId, role },
      { do: 'replace', on: ['staffId', 'memberLibraryId'] },
    );
  }
}

const wrongPlace = () =>
  new Problem(
    422,
    'invalid',
    'Security officers work for the library "platform"; owners and librarians for any other.',
  );

const noSuchLink = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Ask for another invitation.');

const notYourPassword = () =>
  new Problem(401, 'wrong-password', 'You have a password here already. Give that one.', [
    { pointer: '/password', detail: 'Give the password that you have.' },
  ]);
