import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';
import type { Default } from '../data-map/shapes.js';

/** An entry of a library's ledger: written with its fact, numbered by the sequencer, never removed. */
@Entity('ledger_entry')
@Check('ledger_entry_numbered', '(generation is null) = (seq is null)')
@Index('ledger_entry_waiting', ['libraryId', 'queuedAt', 'id'], { where: 'seq is null' })
@Index('ledger_entry_seq', ['libraryId', 'generation', 'seq'], { unique: true })
@NotPersonal(
  'salted commitments, which tell nothing of whom they are about, and texts that everybody may read',
)
export class LedgerEntry {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('bytea') leaf!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) queuedAt!: Default<Date>;
  @Column('int', { nullable: true }) generation!: number | null;
  @Column('bigint', { nullable: true }) seq!: number | null;
}
