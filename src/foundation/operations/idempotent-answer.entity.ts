import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../data-map/decorators.js';
import type { Default, Json, Secret } from '../data-map/shapes.js';

/** What was answered to a POST with an Idempotency-Key; kept for a day, so that a repeated request is carried out once. */
@Entity('idempotent_answer')
@Index('idempotent_answer_key', ['libraryId', 'credentialId', 'keyHash'], { unique: true })
@Index('idempotent_answer_subject', ['libraryId', 'subjectId'])
@Index('idempotent_answer_age', ['libraryId', 'createdAt'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'usage',
  onErasure: 'delete',
  source: 'observed',
  exported: { no: 'copies of answers of the last day; what they tell is exported where it is kept' },
})
export class IdempotentAnswer {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The reader who asked; null for the library's staff and systems. */
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('uuid') credentialId!: string;
  @Column('bytea')
  @Personal({ withheld: 'a keyed hash that means nothing without its key' })
  keyHash!: Buffer;
  @Column('bytea')
  @Personal({ withheld: 'a keyed hash that means nothing without its key' })
  requestHash!: Secret<Buffer>;
  /** Null while the first request runs. */
  @Column('int', { nullable: true }) status!: number | null;
  @Sealed('idempotency.answer', { as: 'json', nullable: true })
  answer!: Json<'idempotency.answer', unknown[]> | null;
  /** An answer to the library itself. It may tell of any reader, so that the next erasure in the library blanks it. */
  @Sealed('idempotency.library-answer', { as: 'json', nullable: true, under: 'content' })
  libraryAnswer!: Json<'idempotency.library-answer', unknown[]> | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  /** Set in the first transaction of the request that writes: from here on it is not carried out again. */
  @Column('timestamptz', { nullable: true }) carriedOutAt!: Date | null;
}
