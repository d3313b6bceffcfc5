import { Injectable } from '@nestjs/common';
import { PLATFORM } from '../../foundation/database/scope.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Membership, StaffMember, type StaffRole } from './staff.entity.js';

/** Where staff are written to, for parts that write to them inside a transaction of the platform. */
@Injectable()
export class StaffContactsService {
  /** A library's owners. */
  owners(db: Rows, libraryId: string) {
    return this.with(db, libraryId, 'owner');
  }

  /** The platform's security officers. */
  officers(db: Rows) {
    return this.with(db, PLATFORM, 'security-officer');
  }

  /** Whether someone is an owner of a library now. */
  async isOwner(db: Rows, staffId: string, libraryId: string): Promise<boolean> {
    return (await db.count(Membership, { staffId, memberLibraryId: libraryId, role: 'owner' })) > 0;
  }

  private async with(db: Rows, memberLibraryId: string, role: StaffRole) {
    const members = await db.all(Membership, { memberLibraryId, role });
    if (!members.length) return [];
    const people = await db.all(StaffMember, { id: members.map(({ staffId }) => staffId) });
    return people.map(({ id, email }) => ({ id, email }));
  }
}
