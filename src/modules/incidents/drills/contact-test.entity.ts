import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal, Personal } from '../../../foundation/data-map/decorators.js';
import type { Secret } from '../../../foundation/data-map/shapes.js';
import type { DrillMode } from './drill.entity.js';

/** The only letter that leaves a drill: it asks a library's contact points whether they read what is sent there. */
@Entity('contact_test')
@Check('contact_test_mode', "mode in ('drill', 'tabletop')")
@Check('contact_test_token_hash', 'octet_length(token_hash) = 32')
@Unique(['libraryId', 'tokenHash'])
@Index('contact_test_incident', ['libraryId', 'incidentId', 'id'])
@NotPersonal('ids, instants and the hash of a link, for an office')
export class ContactTest {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: DrillMode;
  @Column('timestamptz') sentAt!: Date;
  @Column('uuid') sentBy!: string;
  @Column('uuid', { array: true }) letterIds!: string[];
  @Column('bytea')
  @Personal({ withheld: 'a secret that opens the link' })
  tokenHash!: Secret<Buffer>;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
}
