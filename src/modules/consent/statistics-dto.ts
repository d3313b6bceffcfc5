import { ApiProperty } from '@nestjs/swagger';
import { Day } from '../../foundation/http/fields.js';

/** Between which days; both widen to whole weeks from Monday to Sunday. */
export class StatisticsQuery {
  @Day({ optional: true, description: 'A day of the first week; twelve weeks ago unless told.' })
  from?: string;
  @Day({ optional: true, description: 'A day of the last week; the last that is over unless told.' })
  to?: string;
}

/** One week of decisions on one exact text. Null: fewer than five readers, or none. */
export class WeekOfDecisions {
  @ApiProperty() purpose!: string;
  @ApiProperty() version!: string;
  @ApiProperty() language!: string;
  @ApiProperty({ example: '2026-W47', description: 'ISO 8601, in the time zone of the library’s country.' })
  week!: string;
  @ApiProperty({ type: Number, nullable: true }) given!: number | null;
  @ApiProperty({ type: Number, nullable: true }) refused!: number | null;
  @ApiProperty({ type: Number, nullable: true }) withdrawn!: number | null;
}

/** Decisions of readers in numbers. What is not listed is fewer than five, or none. */
export class ConsentStatistics {
  @ApiProperty({ type: [WeekOfDecisions] }) items!: WeekOfDecisions[];
  @ApiProperty({ type: String, nullable: true }) next!: null;
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'The first Monday; null: no week is over.',
  })
  from!: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last Sunday.' }) to!:
    string | null;
  @ApiProperty({ example: 'Europe/Madrid' }) timeZone!: string;
  @ApiProperty({ description: 'The smallest number of readers that is told.' }) fewest!: number;
}
