import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Secret, Text } from '../../foundation/data-map/shapes.js';

/** Someone who works for libraries or for the platform. Lives in the platform library. */
@Entity('staff')
@PersonalRecord({
  subject: 'id',
  purpose: 'staff',
  category: 'identity',
  onErasure: 'delete',
  source: 'library',
})
export class StaffMember {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Sealed('staff.email', { lookup: 'unique', normalise: 'email' })
  @Personal({ category: 'contact' })
  email!: Text<'staff.email'>;
  @Sealed('staff.name') name!: Text<'staff.name'>;
  @Sealed('staff.password', { nullable: true })
  @Personal({ category: 'credential', withheld: 'a secret that protects the account' })
  passwordHash!: Secret<Text<'staff.password'>> | null;
  @Sealed('staff.totp', { nullable: true })
  @Personal({ category: 'credential', withheld: 'a secret that protects the account' })
  totpSecret!: Secret<Text<'staff.totp'>> | null;
  @Column('boolean', { default: false }) secondFactor!: Default<boolean>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}

/** What a staff member may do, and in which library. Lives in the platform library. */
@Entity('membership')
@Unique(['libraryId', 'staffId', 'memberLibraryId'])
@Check('membership_role', "role in ('owner', 'librarian', 'security-officer')")
@NotPersonal('ids and roles; who stands behind an id is in staff')
export class Membership {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') staffId!: string;
  @Column('uuid') memberLibraryId!: string;
  @Column('text') role!: 'owner' | 'librarian' | 'security-officer';
}
