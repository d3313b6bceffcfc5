import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord } from '../data-map/decorators.js';
import type { Default, Secret } from '../data-map/shapes.js';

/** A sign-in and the refresh tokens that descend from it: ids, states and instants. */
@Entity('session')
@Check('session_how', "how in ('password', 'social', 'confirmation', 'reset')")
@Check('session_kind', "kind in ('reader', 'staff')")
@Index('session_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'usage',
  onErasure: 'delete',
  source: 'observed',
  rectify: 'DELETE /me/sessions/:id',
  ends: { at: 'expiresAt' },
})
export class Session {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'a state' }) kind!: 'reader' | 'staff';
  /** The library a staff member acts in; null for readers, who act in their own. */
  @Column('uuid', { nullable: true }) @Personal({ plain: 'the id of a library' }) actsIn!: string | null;
  /** Whether a code of the second factor was shown when the session was opened. */
  @Column('boolean', { default: false }) secondFactor!: Default<boolean>;
  @Column('text') @Personal({ plain: 'a state' }) how!: 'password' | 'social' | 'confirmation' | 'reset';
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { default: () => 'now()' }) lastUsedAt!: Default<Date>;
  /** When the person last proved who they are. */
  @Column('timestamptz', { default: () => 'now()' }) provedAt!: Default<Date>;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  @Column('bytea') @Personal({ withheld: 'a secret that protects the account' }) refreshHash!: Secret<Buffer>;
  /** The epochs of platform, library and person when it was opened: once one is raised, it gives no new tokens. */
  @Column('int', { array: true, nullable: true }) openedEpochs!: number[] | null;
  /**
   * For a session that the account pages hold in a cookie: the epochs of platform, library and person when it began. Its
   * token is not rotated, and no refresh token works on it.
   */
  @Column('int', { array: true, nullable: true }) pageEpochs!: number[] | null;
}
