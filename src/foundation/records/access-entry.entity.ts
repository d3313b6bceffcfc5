import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord } from '../data-map/decorators.js';
import type { Secret } from '../data-map/shapes.js';

/** Who opened whose rows, when and with what: breach scope and "who looked at my data" rest on it (Art. 33(3)(a), 15). */
@Entity('access_entry')
@Index('access_entry_at', ['libraryId', 'at'])
// Written by the access log itself, for what staff looked at.
@Logged({
  kind: 'staff-access',
  openedBy: 'row',
  states: [
    'id', 'at', 'actorId', 'credentialId', 'route', 'entity', 'subjectIds', 'count', 'bytes', 'requestId',
  ], // prettier-ignore
})
@PersonalRecord({
  subject: 'subjectIds',
  purpose: 'security-log',
  category: 'usage',
  onErasure: {
    keep: 'ids without names, to count who was hit by a breach before the erasure',
    ground: '17(3)(e)',
  },
  source: 'observed',
})
export class AccessEntry {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @PrimaryColumn('timestamptz') at!: Date;
  @Personal({ plain: 'a state' }) @Column('text') actorKind!: string;
  @Personal({ plain: 'an id' }) @Column('text', { nullable: true }) actorId!: string | null;
  @Column('uuid', { nullable: true }) credentialId!: string | null;
  @Column('int') credentialEpoch!: number;
  @Personal({ plain: 'the route’s template' }) @Column('text') route!: string;
  @Personal({ plain: 'the table’s name' }) @Column('text') entity!: string;
  @Column('uuid', { array: true }) subjectIds!: string[];
  @Column('int') count!: number;
  @Column('int') bytes!: number;
  @Personal({ plain: 'an id' }) @Column('text') requestId!: string;
  /** Where staff looked: what opens the entry of the ledger. */
  @Personal({ withheld: 'a random number and the columns above it' })
  @Column('bytea', { nullable: true })
  opening!: Secret<Buffer> | null;
}
