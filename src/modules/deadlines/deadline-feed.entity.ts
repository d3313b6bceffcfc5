import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../../foundation/data-map/decorators.js';

/** An address at which an owner's calendar reads the library's deadlines; whoever has it reads them, and no name. */
@Entity('deadline_feed')
@Index('deadline_feed_token', ['libraryId', 'tokenHash'], { unique: true })
@NotPersonal('the hash of a secret address, and the id of the owner whose it is; who that is is in staff')
export class DeadlineFeed {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') staffId!: string;
  @Column('bytea') tokenHash!: Buffer;
  @Column('timestamptz') createdAt!: Date;
}
