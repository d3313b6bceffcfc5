import { Injectable } from '@nestjs/common';
import { StaffService, type NewStaff } from '../modules/libraries/staff.service.js';
import { OFFICERS, type DemoLibrary } from './demo-libraries.js';

/** Owners and security officers of the demo. Only who is not there is made: a password changed since stays changed. */
@Injectable()
export class DemoStaffService {
  constructor(private readonly staff: StaffService) {}

  async owner(
    { owner: name, slug: librarySlug, domain }: DemoLibrary,
    passwordOf: (email: string) => string,
  ) {
    await this.employ({ name, email: ownerOf({ domain }), librarySlug, role: 'owner' }, passwordOf);
  }

  async officers(passwordOf: (email: string) => string) {
    for (const officer of OFFICERS)
      await this.employ({ ...officer, librarySlug: 'platform', role: 'security-officer' }, passwordOf);
  }

  private async employ(person: NewStaff, passwordOf: (email: string) => string) {
    if (await this.staff.idOfAddress(person.email)) return;
    await this.staff.create({ ...person, password: passwordOf(person.email) });
  }
}

/** Where a library's owner gets letters. */
export function ownerOf({ domain }: Pick<DemoLibrary, 'domain'>): string {
  return `owner@${domain}`;
}
