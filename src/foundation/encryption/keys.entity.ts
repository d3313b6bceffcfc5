import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

/** An epoch of the key ring: while live its root key wraps; once destroyed, what it alone wrapped is gone for good. */
@Entity('key_epoch')
@Check('key_epoch_state', "state in ('live', 'retiring', 'destroyed')")
@NotPersonal('states of root keys')
export class KeyEpoch {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('int') epoch!: number;
  @Column('text') state!: 'live' | 'retiring' | 'destroyed';
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  /** When the last key under it had moved on; it is destroyed a day later. */
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
  @Column('timestamptz', { nullable: true }) destroyedAt!: Date | null;
}

/** A copy of the key store that was proven to open, encrypted for the operator. */
@Entity('key_export')
@NotPersonal('names and sizes of encrypted files')
export class KeyExport {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') file!: string;
  @Column('int', { array: true }) epochs!: number[];
  @Column('bigint') bytes!: number;
  /** False while only this machine holds a key that opens it. */
  @Column('boolean') hasOperator!: boolean;
  @Column('timestamptz') verifiedAt!: Date;
  @Column('timestamptz', { nullable: true }) deletedAt!: Date | null;
}

/** A library's wrapping key or index key for one epoch, wrapped by the epoch's root key. */
@Entity('library_key')
@Check('library_key_kind', "kind in ('wrapping', 'index')")
@NotPersonal('wrapped keys of a library')
export class LibraryKey {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('int') epoch!: number;
  @PrimaryColumn('text') kind!: 'wrapping' | 'index';
  @Column('bytea') wrapped!: Buffer;
}

/** A key that seals: a subject's `main` or `evidence` key, or the library's `content` key (holder: the library). */
@Entity('sealing_key')
@Index('sealing_key_epoch', ['libraryId', 'epoch'])
@Check('sealing_key_purpose', "purpose in ('main', 'evidence', 'content')")
@NotPersonal('wrapped keys; whose they are is an id without a name')
export class SealingKey {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') holderId!: string;
  @PrimaryColumn('text') purpose!: 'main' | 'evidence' | 'content';
  @Column('bytea') kid!: Buffer;
  @Column('int') epoch!: number;
  @Column('bytea') wrapped!: Buffer;
}
