import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

export const SECURITY_EVENTS = ['refresh-token-reused', 'failed-decryption', 'ledger-unverified'] as const;
export type SecurityEventKind = (typeof SECURITY_EVENTS)[number];

/** Something that should never happen, written where it did; it goes once a draft of an incident tells of it. */
@Entity('security_event')
@Check('security_event_kind', "kind in ('refresh-token-reused', 'failed-decryption', 'ledger-unverified')")
@NotPersonal(
  'what happened to which credential, by ids, for the minute until a draft of an incident tells of it',
)
export class SecurityEvent {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: SecurityEventKind;
  @Column('uuid', { nullable: true }) credentialId!: string | null;
  @Column('timestamptz') happenedAt!: Date;
}
