import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord } from '../data-map/decorators.js';
import type { Secret } from '../data-map/shapes.js';
import { STAFF_UNNAMED } from '../data-map/vocabulary.js';

/** As what somebody asks. */
export const ACTOR_KINDS = ['reader', 'staff', 'api-key', 'visitor', 'job'] as const;

/** Who opened whose rows, when and with what: breach scope and "who looked at my data" rest on it (Art. 33(3)(a), 15). */
@Entity('access_entry')
@Index('access_entry_subject_ids', ['libraryId', 'subjectIds'], { type: 'gin' })
@Index('access_entry_at', ['libraryId', 'at'])
// Written by the access log itself, for what staff looked at.
@Logged({
  kind: 'staff-access',
  openedBy: 'row',
  states: [
    'id', 'at', 'actorId', 'credentialId', 'route', 'entity', 'subjectIds', 'count', 'bytes', 'requestId',
  ], // prettier-ignore
})
@Check('access_entry_actor_role', "actor_role in ('owner', 'librarian', 'security-officer')")
@PersonalRecord({
  subject: 'subjectIds',
  purpose: 'security-log',
  category: 'usage',
  onErasure: {
    keep: 'ids without names, to count who was hit by a breach before the erasure',
    ground: '17(3)(e)',
  },
  source: 'observed',
  ends: { from: { recorded: 'at' }, by: 'its month’s partition, which is dropped after 13 months' },
})
export class AccessEntry {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @PrimaryColumn('timestamptz') at!: Date;
  @Personal({ plain: 'a state', codes: ACTOR_KINDS }) @Column('text') actorKind!: string;
  /** As what a member of staff looked; null for others, and for looks before it was kept. */
  @Column('text', { nullable: true }) actorRole!: string | null;
  @Personal({ plain: 'an id', ofOthers: STAFF_UNNAMED })
  @Column('text', { nullable: true })
  actorId!: string | null;
  @Personal({ ofOthers: STAFF_UNNAMED }) @Column('uuid', { nullable: true }) credentialId!: string | null;
  @Personal({ ofOthers: STAFF_UNNAMED }) @Column('int') credentialEpoch!: number;
  @Personal({ plain: 'the route’s template' }) @Column('text') route!: string;
  @Personal({ plain: 'the table’s name', codes: 'tables' }) @Column('text') entity!: string;
  @Column('uuid', { array: true }) subjectIds!: string[];
  @Column('int') count!: number;
  @Column('int') bytes!: number;
  @Personal({ plain: 'an id', ofOthers: 'held against another reader’s copy it would tell who worked when' })
  @Column('text')
  requestId!: string;
  /** A keyed hash of the network address that asked, to find what else came from there; null for jobs. */
  @Personal({ withheld: 'a keyed hash of the address that asked, which displays none' })
  @Column('bytea', { nullable: true })
  address!: Secret<Buffer> | null;
  /** Where staff looked: what opens the entry of the ledger. */
  @Personal({ withheld: 'a random number and the columns above it' })
  @Column('bytea', { nullable: true })
  opening!: Secret<Buffer> | null;
}
