import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  Logged,
  NotPersonal,
  Personal,
  PersonalRecord,
  Sealed,
} from '../../foundation/data-map/decorators.js';
import type { Default, Secret, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED, type Category } from '../../foundation/data-map/vocabulary.js';

export const CHANNELS = ['webhook', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** On what a transfer to a recipient's country rests (Art. 44 to 49); within the Union none is needed. */
export const SAFEGUARDS = [
  'none-needed',
  'adequacy-decision',
  'standard-clauses',
  'binding-corporate-rules',
  'certification',
  'derogation',
] as const;
export type Safeguard = (typeof SAFEGUARDS)[number];

export const NOTICE_EVENTS = ['rectified', 'erased', 'restricted', 'restriction-lifted'] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

export const NOTICE_STATES = ['pending', 'acknowledged', 'unreachable'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** Someone to whom a library gives data of its readers (Art. 4(9)), and how it is told about them. */
@Entity('recipient')
@Check('recipient_channel', `channel in (${listed(CHANNELS)})`)
@Check('recipient_safeguard', `safeguard in (${listed(SAFEGUARDS)})`)
@Check('recipient_signs', "(channel = 'webhook') = (secret is not null)")
@NotPersonal('organisations and their offices; whoever is named for one is sealed with it')
export class Recipient {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Sealed('recipient.name', { under: 'content' }) name!: Text<'recipient.name'>;
  @Column('text') country!: string;
  @Column('text') safeguard!: Safeguard;
  @Column('text') channel!: Channel;
  /** An https address, or an e-mail address. */
  @Sealed('recipient.address', { under: 'content' }) address!: Text<'recipient.address'>;
  /** What notices to a webhook are signed with. */
  @Sealed('recipient.secret', { under: 'content', as: 'bytes', nullable: true })
  @Personal({ withheld: 'what notices are signed with' })
  secret!: Secret<Buffer> | null;
  @Column('timestamptz') createdAt!: Date;
  /** From when on it receives nothing more; about what it received before it is still told. */
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** That a recipient really received data of a reader, which and when (Art. 15(1)(c), 19). */
@Entity('disclosure')
@Index('disclosure_subject', ['libraryId', 'subjectId', 'id'])
@Index('disclosure_recipient', ['libraryId', 'recipientId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'library',
})
export class Disclosure {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') recipientId!: string;
  @Column('text', { array: true }) @Personal({ plain: 'categories of data' }) categories!: Category[];
  @Column('timestamptz') at!: Date;
  @Column('timestamptz') recordedAt!: Date;
  /** The staff member or key that recorded it. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) recordedBy!: string | null;
}

/** What one recipient is told about one reader (Art. 19), under an id that is the same on every try. */
@Entity('recipient_notice')
@Check('recipient_notice_event', `event in (${listed(NOTICE_EVENTS)})`)
@Check('recipient_notice_state', `state in (${listed(NOTICE_STATES)})`)
@Check('recipient_notice_acknowledged', "(state = 'acknowledged') = (acknowledged_at is not null)")
@Index('recipient_notice_subject', ['libraryId', 'subjectId', 'id'])
@Index('recipient_notice_recipient', ['libraryId', 'recipientId'])
@Index('recipient_notice_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('recipient_notice_due', ['libraryId', 'nextAttemptAt'], { where: "state = 'pending'" })
@Logged({
  kind: 'recipient-notice',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'recipientId', 'event', 'at', 'state', 'acknowledgedAt'],
  on: ['state'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'which recipients were told of what and when, with ids and without a name',
    ground: '17(3)(b)',
  },
  source: 'observed',
})
export class RecipientNotice {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: who was told of an erasure outlives the account. */
  @Column('uuid') subjectId!: string;
  @Column('uuid') recipientId!: string;
  @Column('text') event!: NoticeEvent;
  /** Names of the data it is about, such as `reader.name`; empty: all of them. */
  @Column('text', { array: true }) @Personal({ plain: 'names of data' }) data!: string[];
  @Column('timestamptz') at!: Date;
  @Column('text', { default: 'pending' }) state!: Default<NoticeState>;
  /** When the first try left. */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('timestamptz', { nullable: true }) acknowledgedAt!: Date | null;
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret address' })
  tokenHash!: Secret<Buffer> | null;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  /** When it is due; while an instance is at it, when its lease runs out. */
  @Column('timestamptz') nextAttemptAt!: Date;
  /** From when on the recipient counts as unreachable. */
  @Column('timestamptz') untilAt!: Date;
}
