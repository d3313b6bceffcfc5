import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';
import type { Default } from '../data-map/shapes.js';

/** A generation of a library's log; a database restored from a backup begins a new one. */
@Entity('ledger_log')
@Index('ledger_log_open', ['libraryId'], { unique: true, where: 'ended_at is null' })
@NotPersonal('the name and size of a log')
export class LedgerLog {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('int') generation!: number;
  @Column('text') origin!: string;
  /** The verifier key, which is public. */
  @Column('text') key!: string;
  /** How many entries are numbered. */
  @Column('bigint', { default: 0 }) size!: Default<number>;
  /** How many of them the platform's log knows of. */
  @Column('bigint', { default: 0 }) anchored!: Default<number>;
  @Column('timestamptz', { default: () => 'now()' }) beganAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** Up to 256 hashes of one level of a log's tree (C2SP tlog-tiles); the last one of a level grows. */
@Entity('ledger_tile')
@Check('ledger_tile_hashes', 'octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0')
@NotPersonal('hashes of salted commitments')
export class LedgerTile {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('int') generation!: number;
  @PrimaryColumn('int') level!: number;
  @PrimaryColumn('bigint') position!: number;
  @Column('bytea') hashes!: Buffer;
}

/** A signed tree head. All that were ever published are kept. */
@Entity('ledger_checkpoint')
@NotPersonal('signed sizes and roots')
export class LedgerCheckpoint {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('int') generation!: number;
  @PrimaryColumn('bigint') size!: number;
  @Column('text') note!: string;
  @Column('timestamptz') signedAt!: Date;
}
