import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';

export const WORDS_ABOUT = ['identity', 'identity-answer', 'extension', 'refusal', 'answer'] as const;
export type WordsAbout = (typeof WORDS_ABOUT)[number];

/**
 * What the library and the reader wrote to each other about a request. The words go with the reader; that something was
 * asked, extended, refused or answered, on which ground and when, stays in the request's row.
 */
@Entity('request_words')
@Check('request_words_about', `about in (${WORDS_ABOUT.map((one) => `'${one}'`).join(', ')})`)
@Check('request_words_author', "(about = 'identity-answer') = (written_by is null)")
@Unique(['libraryId', 'requestId', 'about'])
@Index('request_words_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'library',
})
export class RequestWords {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') requestId!: string;
  @Column('text') about!: WordsAbout;
  @Column('timestamptz') writtenAt!: Date;
  /** The owner; null: the reader. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) writtenBy!: string | null;
  @Sealed('request.words') words!: Text<'request.words'>;
}
