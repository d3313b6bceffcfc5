import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { hashPassword, isPassword } from '../../foundation/access/passwords.js';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Problem } from '../../foundation/http/problem.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Records } from '../../foundation/records/records.js';
import { Setting } from '../../foundation/setting.js';
import { invitationLetter } from './staff-letters.js';
import { StaffInvitation, StaffMember } from './staff.entity.js';
import { StaffService, type NewStaff } from './staff.service.js';

const INVITED_MS = 7 * 86_400_000;

/** How someone becomes staff: by a letter whose link works for seven days, and a password of their own. */
@Injectable()
export class StaffInvitationsService {
  constructor(
    private readonly records: Records,
    private readonly staff: StaffService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Sends a letter whose link makes someone staff of a library. Gives back their id. @throws 404 no such library */
  async invite(invited: NewStaff, now: Date): Promise<string> {
    const memberLibraryId = await this.staff.workplace(invited);
    const { email, name, librarySlug, role } = invited;
    return this.records.in(aJob('staff invite', PLATFORM), async (db) => {
      const staffId = await this.staff.enter(db, email, name);
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
      await this.staff.employ(db, staffId, passwordHash, { libraryId: memberLibraryId, role });
      return { id: staffId };
    });
  }
}

const noSuchLink = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Ask for another invitation.');

const notYourPassword = () =>
  new Problem(401, 'wrong-password', 'You have a password here already. Give that one.', [
    { pointer: '/password', detail: 'Give the password that you have.' },
  ]);
