import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
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
  /** The step of the last code that was taken: each counts once (RFC 6238, 5.2). */
  @Column('int', { default: 0 }) totpLastStep!: Default<number>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}

export const STAFF_ROLES = ['owner', 'librarian', 'security-officer'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

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
  @Column('text') role!: StaffRole;
}

/** Which role someone had, and until when: what staff did is answered for when nobody knows their name any more. */
@Entity('past_membership')
@Check('past_membership_role', "role in ('owner', 'librarian', 'security-officer')")
@Index('past_membership_staff', ['libraryId', 'staffId'])
@PersonalRecord({
  subject: 'staffId',
  purpose: 'staff',
  category: 'identity',
  onErasure: {
    keep: 'which role someone had and until when, with ids and without a name',
    ground: '17(3)(b)',
  },
  source: 'library',
})
export class PastMembership {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The membership's. */
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') staffId!: string;
  @Column('uuid') memberLibraryId!: string;
  @Column('text') role!: StaffRole;
  @Column('timestamptz') endedAt!: Date;
}

/** A membership that waits for its letter's link. Lives in the platform library. */
@Entity('staff_invitation')
@Check('staff_invitation_role', "role in ('owner', 'librarian', 'security-officer')")
@Index('staff_invitation_token', ['libraryId', 'tokenHash'], { unique: true })
@PersonalRecord({
  subject: 'staffId',
  purpose: 'staff',
  category: 'identity',
  onErasure: 'delete',
  source: 'library',
})
export class StaffInvitation {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') staffId!: string;
  @Column('uuid') memberLibraryId!: string;
  @Column('text') role!: StaffRole;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret sent by letter' }) tokenHash!: Secret<Buffer>;
  @Column('timestamptz') expiresAt!: Date;
}
