import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CATEGORIES, type Category } from '../../foundation/data-map/vocabulary.js';
import { Country, Instant, Line, OneOf, SomeOf, Uuid } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import {
  CHANNELS,
  NOTICE_EVENTS,
  NOTICE_STATES,
  SAFEGUARDS,
  type Channel,
  type NoticeEvent,
  type NoticeState,
  type Safeguard,
} from './recipient.entity.js';

const ADDRESS = 'Where it is told: an https address for a webhook, or an e-mail address.';

/** Someone to whom the library gives data of its readers. */
export class NewRecipient {
  @Line() name!: string;
  @Country() country!: string;
  @OneOf(SAFEGUARDS, {
    optional: true,
    description: 'What a transfer to a country outside the European Economic Area rests on (Art. 44 to 49).',
  })
  safeguard?: Safeguard;
  @OneOf(CHANNELS) channel!: Channel;
  @Line({ max: 2_000, description: ADDRESS }) address!: string;
}

export class RecipientChanges {
  @Line({ optional: true }) name?: string;
  @Country({ optional: true }) country?: string;
  @OneOf(SAFEGUARDS, { optional: true }) safeguard?: Safeguard;
  @Line({ max: 2_000, optional: true, description: ADDRESS }) address?: string;
}

export class RecipientShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
  @ApiProperty({ enum: SAFEGUARDS }) safeguard!: Safeguard;
  @ApiProperty({ enum: CHANNELS }) channel!: Channel;
  @ApiProperty() address!: string;
  @ApiProperty() createdAt!: Date;
  @ApiProperty({
    nullable: true,
    type: Date,
    description: 'From when on it receives nothing more. It is still told about what it received before.',
  })
  endedAt!: Date | null;
}

export class MadeRecipient {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiPropertyOptional({
    description: 'What notices are signed with (Standard Webhooks). It is shown this once.',
  })
  secret?: string;
}

export class NewSecret {
  @ApiProperty({ description: 'What notices are signed with from now on. It is shown this once.' })
  secret!: string;
}

/** That a recipient received data of a reader. */
export class NewDisclosure {
  @Uuid({ description: 'The reader’s id, by which the recipient knows the person in notices.' })
  reader!: string;
  @Uuid({ description: 'The recipient’s id.' }) recipient!: string;
  @SomeOf(CATEGORIES) categories!: Category[];
  @Instant({ optional: true, description: 'When it happened; now, unless told.' }) at?: string;
}

export class DisclosuresQuery extends PageQuery {
  @Uuid({ description: 'The reader’s id.' }) reader!: string;
}

export class DisclosureShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) recipient!: string;
  @ApiProperty({ enum: CATEGORIES, isArray: true }) categories!: Category[];
  @ApiProperty() at!: Date;
  @ApiProperty() recordedAt!: Date;
}

export class NoticesQuery extends PageQuery {
  @OneOf(NOTICE_STATES, { optional: true }) state?: NoticeState;
}

class ToldShape {
  @ApiProperty({ format: 'uuid', description: 'The same on every try.' }) id!: string;
  @ApiProperty({ enum: NOTICE_EVENTS }) event!: NoticeEvent;
  @ApiProperty({ type: [String], description: 'Which data; none named: all.' }) data!: string[];
  @ApiProperty() at!: Date;
  @ApiProperty({ enum: NOTICE_STATES }) state!: NoticeState;
  @ApiProperty({ nullable: true, type: Date, description: 'When it was first told.' }) toldAt!: Date | null;
  @ApiProperty({ nullable: true, type: Date }) acknowledgedAt!: Date | null;
}

/** What one recipient is told about one reader. */
export class NoticeShape extends ToldShape {
  @ApiProperty({ format: 'uuid' }) recipient!: string;
  @ApiProperty({ format: 'uuid' }) reader!: string;
  @ApiProperty() attempts!: number;
}

export class Acknowledged {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ nullable: true, type: Date }) acknowledgedAt!: Date | null;
}

class ReceiverShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() country!: string;
  @ApiProperty({ enum: SAFEGUARDS }) safeguard!: string;
}

/** Someone who received data of the reader, and what it was told since. */
export class ReceivedShape {
  @ApiProperty({ type: ReceiverShape }) recipient!: ReceiverShape;
  @ApiProperty({ enum: CATEGORIES, isArray: true }) categories!: Category[];
  @ApiProperty() firstAt!: Date;
  @ApiProperty() lastAt!: Date;
  @ApiProperty({ type: [ToldShape] }) told!: ToldShape[];
}
