import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Logged, NotPersonal, Personal, Sealed } from '../../../foundation/data-map/decorators.js';
import type { Json, Secret } from '../../../foundation/data-map/shapes.js';
import type { Salted } from '../bound.js';
import type { LetterText } from '../communications/letter-text.js';

/** What a library would write to its readers after a breach, approved in one language before there is any. Never changed: a later one follows it. */
@Entity('breach_letter_template')
@Check('breach_letter_template_content_hash', 'octet_length(content_hash) = 32')
@Logged({
  kind: 'breach-letter-template',
  openedBy: 'row',
  states: ['id', 'language', 'approvedAt', 'approvedBy', 'contentHash'],
})
@NotPersonal('the words of a letter to everybody, sealed under the library’s content key')
export class BreachLetterTemplate {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') language!: string;
  @Column('timestamptz') approvedAt!: Date;
  @Column('uuid') approvedBy!: string;
  @Sealed('breach-letter-template.content', { under: 'content', as: 'json' })
  content!: Json<'breach-letter-template.content', Salted<{ text: LetterText }>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea')
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}
