import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';

/** Who wrote: the reader, or the library by one of its staff or systems. */
export const AUTHORS = ['reader', 'library'] as const;
export type Author = (typeof AUTHORS)[number];

/** A thread between a reader and the library. Whoever writes in it, all of it is sealed under the reader's key. */
@Entity('conversation')
@Check('conversation_last_author', "last_author in ('reader', 'library')")
@Check('conversation_brought_along', 'is_brought_along = (brought_from is not null)')
@Index('conversation_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'conversations',
  category: 'communication',
  onErasure: 'delete',
  ends: { from: { recorded: 'createdAt', 'last-message': 'lastMessageAt' } },
  broughtAlong: { isBroughtAlong: true },
  broughtBy: 'reader',
  keepsHistory: true,
})
export class Conversation {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Sealed('conversation.subject')
  @Personal({ rectify: 'POST /me/corrections', rectifyBy: 'reviewed' })
  subject!: Text<'conversation.subject'>;
  /** `reader`: the library has yet to answer. */
  @Column('text', { default: 'reader' }) lastAuthor!: Default<Author>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { default: () => 'now()' }) lastMessageAt!: Default<Date>;
  /** The reader brought it along from another library: it is read here and not gone on with. */
  @Column('boolean', { default: false }) isBroughtAlong!: Default<boolean>;
  /** That library's name. */
  @Sealed('conversation.brought_from', { nullable: true })
  @Personal({})
  broughtFrom!: Text<'conversation.brought_from'> | null;
}

/** One message of a thread, sealed under the thread's reader's key whoever wrote it, so that a conversation goes whole. */
@Entity('message')
@Check('message_author', "author in ('reader', 'library')")
@Index('message_conversation', ['libraryId', 'conversationId', 'id'])
@Index('message_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'conversations',
  category: 'communication',
  onErasure: 'delete',
  ends: { with: { table: 'conversation', by: 'conversationId' } },
  sourceBy: { property: 'author', is: { library: 'library' } },
  broughtAlong: { isBroughtAlong: true },
  broughtBy: 'reader',
  keepsHistory: true,
})
export class Message {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') conversationId!: string;
  @Column('uuid') readerId!: string;
  @Column('text') author!: Author;
  /** The staff member or key that wrote for the library. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) writtenBy!: string | null;
  @Sealed('message.body')
  @Personal({ rectify: 'POST /me/corrections', rectifyBy: 'reviewed' })
  body!: Text<'message.body'>;
  @Column('timestamptz', { default: () => 'now()' }) sentAt!: Default<Date>;
  @Column('boolean', { default: false }) isBroughtAlong!: Default<boolean>;
}

/** A file in a thread. Its bytes lie in the sealed store under its id, in the reader's folder. */
@Entity('attachment')
@Check('attachment_author', "author in ('reader', 'library')")
@Check('attachment_state', "state in ('arriving', 'kept')")
@Index('attachment_conversation', ['libraryId', 'conversationId', 'id'])
@Index('attachment_reader', ['libraryId', 'readerId', 'id'])
@Index('attachment_arriving', ['libraryId', 'sentAt'], { where: "state = 'arriving'" })
@PersonalRecord({
  subject: 'readerId',
  purpose: 'conversations',
  category: 'communication',
  onErasure: 'delete',
  ends: { with: { table: 'conversation', by: 'conversationId' } },
  keepsHistory: true,
  file: { name: 'name' },
  sourceBy: { property: 'author', is: { library: 'library' } },
  broughtAlong: { isBroughtAlong: true },
  broughtBy: 'reader',
})
export class Attachment {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') conversationId!: string;
  @Column('uuid') readerId!: string;
  @Column('text') author!: Author;
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) writtenBy!: string | null;
  /** Only a kept one is shown; one that never arrived whole is swept after a day. */
  @Column('text', { default: 'arriving' }) state!: Default<'arriving' | 'kept'>;
  @Sealed('attachment.name')
  @Personal({ rectify: 'POST /me/corrections', rectifyBy: 'reviewed' })
  name!: Text<'attachment.name'>;
  @Sealed('attachment.media_type') mediaType!: Text<'attachment.media_type'>;
  @Column('bigint', { default: 0 }) size!: Default<number>;
  @Column('timestamptz', { default: () => 'now()' }) sentAt!: Default<Date>;
  @Column('boolean', { default: false }) isBroughtAlong!: Default<boolean>;
}
