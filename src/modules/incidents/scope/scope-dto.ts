import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Instant, Line, Lines, OneOf, Whole } from '../../../foundation/http/fields.js';
import { SCOPE_KINDS, type ScopeKind } from './question.js';

/** Whose data were opened, by what, over which window. */
export class NewScope {
  @OneOf(SCOPE_KINDS, {
    description:
      'What is asked about: one credential, session, key, member of staff, export or address; everything opened in the window; or a copy of the database, of which no log tells.',
  })
  kind!: ScopeKind;
  @Line({
    optional: true,
    max: 100,
    description: 'Its id, or the network address; left out for window and database.',
  })
  of?: string;
  @Whole({
    optional: true,
    min: 0,
    max: 2_147_483_647,
    description: 'The epoch of a credential; each unless told.',
  })
  epoch?: number;
  @Instant() from!: string;
  @Instant({ optional: true, description: 'Now unless told.' }) to?: string;
  @Lines({
    optional: true,
    most: 1_000,
    max: 100,
    description: 'Slugs; those that were hit unless told, or every library where none was.',
  })
  libraries?: string[];
}

/** A question that is being answered, one library after the other. */
export class ScopeStarted {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: [String], description: 'Slugs.' }) libraries!: string[];
}

class ScopeWords {
  @ApiProperty({ enum: [...SCOPE_KINDS] }) kind!: string;
  @ApiProperty({ type: String, nullable: true }) of!: string | null;
  @ApiProperty({ type: Number, nullable: true }) epoch!: number | null;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
}

class OpenedTable {
  @ApiProperty({ enum: ['confirmed', 'probable'] }) band!: string;
  @ApiProperty() table!: string;
  @ApiProperty() entries!: number;
  @ApiProperty() records!: number;
  @ApiProperty() bytes!: number;
}

class CategoriesByBand {
  @ApiProperty({ type: [String] }) confirmed!: string[];
  @ApiProperty({ type: [String] }) probable!: string[];
  @ApiProperty({ type: [String] }) possible!: string[];
}

class RecordsByBand {
  @ApiProperty() confirmed!: number;
  @ApiProperty() probable!: number;
}

class LogGap {
  @ApiProperty({ enum: ['before-the-log', 'killed', 'overflowed'] }) cause!: string;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
}

class ThreeNumbers {
  @ApiProperty({ description: 'Readers named by what is asked about.' }) confirmed!: number;
  @ApiProperty({ description: 'With those near to it: the same person, within an hour.' }) probable!: number;
  @ApiProperty({ description: 'With those whom a gap of the log does not rule out.' }) possible!: number;
}

class ReadersOfCountry extends ThreeNumbers {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of ISO 3166-1; null: not known, or erased since.',
  })
  country!: string | null;
}

const READERS_BY_COUNTRY: ApiPropertyOptions = {
  type: [ReadersOfCountry],
  nullable: true,
  description:
    'By the country in which readers live; they sum to the three numbers. Null while they are counted.',
};

/** What was known then of one library. */
class ScopeShape extends ThreeNumbers {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) incidentId!: string;
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty() mode!: string;
  @ApiProperty() library!: string;
  @ApiProperty({ description: 'Of the library.' }) country!: string;
  @ApiProperty(READERS_BY_COUNTRY) readersByCountry!: ReadersOfCountry[] | null;
  @ApiProperty() version!: number;
  @ApiProperty({ type: ScopeWords }) question!: ScopeWords;
  @ApiProperty({ format: 'date-time' }) askedAt!: Date;
  @ApiProperty({ format: 'uuid' }) askedBy!: string;
  @ApiProperty({ format: 'date-time' }) answeredAt!: Date;
  @ApiProperty({ description: 'How much of the window the access log tells of, in thousandths.' })
  permille!: number;
  @ApiProperty({ type: [LogGap] }) gaps!: LogGap[];
  @ApiProperty({ type: [OpenedTable] }) opened!: OpenedTable[];
  @ApiProperty({ type: CategoriesByBand }) categories!: CategoriesByBand;
  @ApiProperty({ type: RecordsByBand }) records!: RecordsByBand;
  @ApiProperty({ description: 'SHA-256 over the frozen list of readers.' }) listHash!: string;
  @ApiProperty() salt!: string;
  @ApiProperty({ description: 'SHA-256 of the findings, salt last, as JSON; the ledger states it.' })
  hash!: string;
}

class WaitingScope {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() library!: string;
  @ApiProperty({ format: 'date-time' }) askedAt!: Date;
  @ApiProperty({ type: ScopeWords }) question!: ScopeWords;
}

class CountryNumbers extends ThreeNumbers {
  @ApiProperty() country!: string;
}

class ScopeTotals extends ThreeNumbers {
  @ApiProperty({ type: [CountryNumbers], description: 'By the country of the library.' })
  byCountry!: CountryNumbers[];
  @ApiProperty(READERS_BY_COUNTRY) readersByCountry!: ReadersOfCountry[] | null;
}

/** Everything that was worked out about an incident, and what is being worked out. */
export class ScopesShape {
  @ApiProperty({ type: [ScopeShape] }) items!: ScopeShape[];
  @ApiProperty({ type: [WaitingScope] }) waiting!: WaitingScope[];
  @ApiProperty({ type: ScopeTotals, description: 'The latest of each library.' }) totals!: ScopeTotals;
}
