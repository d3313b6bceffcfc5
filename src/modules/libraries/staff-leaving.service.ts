import { Injectable } from '@nestjs/common';
import { isPassword } from '../../foundation/access/passwords.js';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from './libraries.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { Membership, PastMembership, StaffMember } from './staff.entity.js';

/** How someone's work for a library ends: they are out at once, and which role they had is remembered without a name. */
@Injectable()
export class StaffLeavingService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /**
   * Ends someone's work for one library, or for all, inside the caller's transaction of the platform, and all their
   * sessions; tells whether they work anywhere still. @throws 404; 409 where a library would be left without an owner
   */
  async leave(db: Rows, staffId: string, memberLibraryId: string | undefined, now: Date): Promise<boolean> {
    const ended = await db.all(Membership, { staffId, ...(memberLibraryId ? { memberLibraryId } : {}) });
    if (!ended.length) throw notFound();
    for (const membership of ended) await this.refuseLast(db, membership);
    for (const { id, memberLibraryId: of, role } of ended) {
      await db.insert(PastMembership, { id, staffId, memberLibraryId: of, role, endedAt: now });
      await db.delete(Membership, { id });
    }
    await this.sessions.end(db, PLATFORM, staffId, {}, now);
    return (await db.count(Membership, { staffId })) > 0;
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

  private async refuseLast(db: Rows, { staffId, memberLibraryId, role }: Opened<Membership>) {
    if (role === 'librarian') return;
    // Two who leave at once wait for each other here, so that one of them is the last.
    await db.tell(
      'select 1 from membership where library_id = $1 and member_library_id = $2 and role = $3 order by id for update',
      [PLATFORM, memberLibraryId, role],
    );
    const others = await db.all(Membership, { memberLibraryId, role });
    if (others.some((one) => one.staffId !== staffId)) return;
    const [slug = ''] = (await this.libraries.slugsOf([memberLibraryId])).values();
    throw conflict(
      'last-owner',
      role === 'owner'
        ? `Nobody else owns the library ${slug}. Make someone else its owner first: carrel staff invite ADDRESS --role owner --library ${slug}.`
        : 'Nobody else is security officer here. Make someone else one first: carrel staff invite ADDRESS --role security-officer.',
    );
  }
}
