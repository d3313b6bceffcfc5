import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

/** The last entry of a library's erasure ledger that the database knows of; its row lock lets one instance append at a time. */
@Entity('erasure_ledger_head')
@NotPersonal('a number and a hash')
export class ErasureLedgerHead {
  @PrimaryColumn('uuid') libraryId!: string;
  @Column('bigint') seq!: number;
  @Column('bytea') hash!: Buffer;
  @Column('timestamptz') at!: Date;
}
