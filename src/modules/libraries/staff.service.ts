import { Injectable } from '@nestjs/common';
import { hashPassword, isPassword } from '../../foundation/access/passwords.js';
import { Sessions } from '../../foundation/access/sessions.js';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from './libraries.service.js';
import { PlatformService } from './platform.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { Membership as MembershipRow, PastMembership, StaffMember, type StaffRole } from './staff.entity.js';

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

/** Those who work for libraries and for the platform: whoever leaves is out at once. */
@Injectable()
export class StaffService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly platform: PlatformService,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactorService,
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

  /**
   * Ends someone's work for one library, or for all, inside the caller's transaction of the platform, and all their
   * sessions; tells whether they work anywhere still. @throws 404; 409 where a library would be left without an owner
   */
  async leave(db: Rows, staffId: string, memberLibraryId: string | undefined, now: Date): Promise<boolean> {
    const ended = await db.all(MembershipRow, { staffId, ...(memberLibraryId ? { memberLibraryId } : {}) });
    if (!ended.length) throw notFound();
    for (const membership of ended) await this.refuseLast(db, membership);
    for (const { id, memberLibraryId: of, role } of ended) {
      await db.insert(PastMembership, { id, staffId, memberLibraryId: of, role, endedAt: now });
      await db.delete(MembershipRow, { id });
    }
    await this.sessions.end(db, PLATFORM, staffId, {}, now);
    return (await db.count(MembershipRow, { staffId })) > 0;
  }

  /** Where someone is written to, while it can be read. @throws 404 */
  async contactOf(db: Rows, staffId: string): Promise<{ email: string; name: string }> {
    const { email, name } = await db.get(StaffMember, { id: staffId });
    return { email, name };
  }

  /** The person's word that it is they: their code where they have a second factor, their password otherwise. */
  async isProof(
    db: Rows,
    staffId: string,
    { code, password }: { code?: string | undefined; password?: string | undefined },
    now: Date,
  ): Promise<boolean> {
    const { secondFactor } = await db.get(StaffMember, { id: staffId });
    if (secondFactor) return this.secondFactor.takes(db, staffId, code ?? '', now);
    return isPassword(password ?? '', await db.secret(StaffMember, { id: staffId }, 'passwordHash'));
  }

  private async refuseLast(db: Rows, { staffId, memberLibraryId, role }: Opened<MembershipRow>) {
    if (role === 'librarian') return;
    // Two who leave at once wait for each other here, so that one of them is the last.
    await db.tell(
      'select 1 from membership where library_id = $1 and member_library_id = $2 and role = $3 order by id for update',
      [PLATFORM, memberLibraryId, role],
    );
    const others = await db.all(MembershipRow, { memberLibraryId, role });
    if (others.some((one) => one.staffId !== staffId)) return;
    const [slug = ''] = (await this.libraries.slugsOf([memberLibraryId])).values();
    throw conflict(
      'last-owner',
      role === 'owner'
        ? `Nobody else owns the library ${slug}. Make someone else its owner first: carrel staff invite ADDRESS --role owner --library ${slug}.`
        : 'Nobody else is security officer here. Make someone else one first: carrel staff invite ADDRESS --role security-officer.',
    );
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
