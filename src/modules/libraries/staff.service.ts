import { Injectable } from '@nestjs/common';
import { hashPassword } from '../../foundation/access/passwords.js';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from './libraries.service.js';
import { PlatformService } from './platform.service.js';
import { Membership as MembershipRow, StaffMember, type StaffRole } from './staff.entity.js';

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

/** Those who work for libraries and for the platform. */
@Injectable()
export class StaffService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly platform: PlatformService,
  ) {}

  /** Makes someone staff at once, with a password; for the demo and for tests. Gives back their id. */
  async create({ password, ...given }: NewStaff & { password: string }): Promise<string> {
    const libraryId = await this.workplace(given);
    const passwordHash = await hashPassword(password);
    return this.records.in(aJob('staff create', PLATFORM), async (db) => {
      const id = await this.enter(db, given.email, given.name);
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

  /** Who works for the asker's library, as what; for its owner and, of the platform, for its officers. */
  async members(me: SignedIn): Promise<{ id: string; name: string; email: string; role: StaffRole }[]> {
    const memberLibraryId = me.libraryId;
    return this.records.in({ ...me, libraryId: PLATFORM }, async (db) => {
      const rows = await db.all(MembershipRow, { memberLibraryId });
      if (!rows.length) return [];
      const people = await db.all(StaffMember, { id: rows.map(({ staffId }) => staffId) });
      return rows.flatMap(({ staffId: id, role }) => {
        const person = people.find((one) => one.id === id);
        return person ? [{ id, name: person.name, email: person.email, role }] : [];
      });
    });
  }

  /** The id of who has this address, or null. */
  async idOfAddress(email: string): Promise<string | null> {
    const me = aJob('staff look-up', PLATFORM);
    return this.records.in(me, async (db) => (await db.lookupIds(StaffMember, 'email', email))[0] ?? null);
  }

  /** Who works for a library in a role, inside the caller's transaction of the platform. */
  async working(
    db: Rows,
    memberLibraryId: string,
    role: StaffRole,
  ): Promise<{ id: string; email: string; name: string }[]> {
    const memberships = await db.all(MembershipRow, { memberLibraryId, role });
    if (!memberships.length) return [];
    const people = await db.all(StaffMember, { id: memberships.map(({ staffId }) => staffId) });
    return people.map(({ id, email, name }) => ({ id, email, name }));
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

  /** The id of the library that someone is to work for. @throws 404 no such library, 422 a role that it does not have */
  async workplace({ librarySlug, role }: NewStaff): Promise<string> {
    await this.platform.ensure();
    const id = await this.idOf(librarySlug);
    if ((role === 'security-officer') !== (id === PLATFORM)) throw wrongPlace();
    return id;
  }

  private async idOf(slug: string): Promise<string> {
    return slug === 'platform' ? PLATFORM : this.libraries.idOf(slug);
  }

  /** The id of who has this address, entered with the name where nobody has it. */
  async enter(db: Rows, email: string, name: string): Promise<string> {
    const [known] = await db.lookupIds(StaffMember, 'email', email);
    if (known) return known;
    const id = await db.createSubject('staff', 'pending', 'met');
    return db.insert(StaffMember, { id, email, name });
  }

  /** Gives someone a password and a role in a library, inside the caller's transaction of the platform. */
  async employ(
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
