import { ApiProperty } from '@nestjs/swagger';
import { Language, Line, Lines, OneOf, Paragraphs, Uuid } from '../../foundation/http/fields.js';
import { PageQuery } from '../../foundation/http/page.js';
import { LENDABLE } from '../../foundation/files/media-types.js';
import { ITEM_STATES, type ItemState } from './item.entity.js';

const AUTHORS = { most: 50, max: 200, optional: true };

export class NewItem {
  @Line({ max: 500 }) title!: string;
  @Lines(AUTHORS) authors?: string[];
  @Paragraphs({ optional: true, max: 10_000 }) description?: string;
  @Language({ optional: true }) language?: string;
}

export class ItemChanges {
  @Line({ optional: true, max: 500 }) title?: string;
  @Lines(AUTHORS) authors?: string[];
  @Paragraphs({ optional: true, min: 0, max: 10_000, description: 'An empty text removes it.' })
  description?: string;
  @Language({ optional: true }) language?: string;
  @OneOf(ITEM_STATES, { optional: true, description: 'A withdrawn item is shown to no reader.' })
  state?: ItemState;
}

export class ItemSearch extends PageQuery {
  @Line({
    optional: true,
    min: 0,
    max: 200,
    description:
      'Words of the title or the authors, with or without accents. Titles are sealed: a request looks through 5,000 of them at most, so that a page may hold fewer items than asked for, or none, and still name the next.',
  })
  search?: string;
}

export class FileShape {
  @ApiProperty({ enum: [...LENDABLE] }) mediaType!: string;
  @ApiProperty({ description: 'Bytes.' }) size!: number;
}

export class ItemShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: [String] }) authors!: string[];
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty({ type: String, nullable: true }) language!: string | null;
  @ApiProperty({ enum: [...ITEM_STATES] }) state!: string;
  @ApiProperty({ type: FileShape, nullable: true }) file!: FileShape | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
}

export class NewLoan {
  @Uuid({ description: 'The id of the item.' }) itemId!: string;
}

export class ReadingPosition {
  @Line({ max: 2000, description: 'Where the reader stopped, as the reading program writes it.' })
  position!: string;
}

export class LentItem {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: [String] }) authors!: string[];
}

export class LoanShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty({ type: LentItem, nullable: true, description: 'Null: the library holds it no more.' })
  item!: LentItem | null;
  @ApiProperty({ enum: ['active', 'returned'] }) state!: string;
  @ApiProperty({ type: String, nullable: true }) position!: string | null;
  @ApiProperty({ format: 'date-time' }) lentAt!: Date;
  @ApiProperty({ format: 'date-time' }) dueAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) returnedAt!: Date | null;
}

class PastItemShape {
  @ApiProperty() title!: string;
  @ApiProperty({ type: [String] }) authors!: string[];
}

/** A loan at another library, which the reader brought along. */
export class PastLoanShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: PastItemShape }) item!: PastItemShape;
  @ApiProperty({ description: 'The library that it was lent by.' }) broughtFrom!: string;
  @ApiProperty({ format: 'date-time' }) lentAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) returnedAt!: Date | null;
}
