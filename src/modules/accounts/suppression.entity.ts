import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord } from '../../foundation/data-map/decorators.js';
import type { Secret } from '../../foundation/data-map/shapes.js';

/** What keeps a library from importing again, for twelve months, someone who was erased: a keyed hash of the address. */
@Entity('suppression_token')
@Index('suppression_token_token', ['libraryId', 'token'])
@Index('suppression_token_expires_at', ['libraryId', 'expiresAt'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'a keyed hash of the address for twelve months, so that an import does not bring the person back',
    ground: '17(3)(b)',
  },
  ends: { by: 'its own twelve months' },
  source: 'observed',
  exported: { no: 'it is made when a person is erased, when there is nobody left to export' },
})
export class SuppressionToken {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('bytea')
  @Personal({ withheld: 'a keyed hash that means nothing without its key' })
  token!: Secret<Buffer>;
  @Column('timestamptz') expiresAt!: Date;
}
