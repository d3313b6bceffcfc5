import { ApiProperty } from '@nestjs/swagger';

class ReadinessLineShape {
  @ApiProperty({
    enum: [
      'contact-confirmed',
      'authority-set',
      'letter-template',
      'drill',
      'log-coverage',
      'restore-tested',
    ],
  })
  key!: string;
  @ApiProperty() isMet!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Since when it stands, or what it is.' })
  stands!: Date | string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Until when it holds.' })
  until!: Date | null;
  @ApiProperty({ description: 'What to do where it is not met.' }) what!: string;
}

/** What a library would have ready if a breach were found this minute. */
export class ReadinessShape {
  @ApiProperty({ description: 'The slug of the library.' }) library!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ minimum: 0, maximum: 100 }) score!: number;
  @ApiProperty({ type: [ReadinessLineShape] }) lines!: ReadinessLineShape[];
}

/** A test of a library's contact points. */
export class ContactTestShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) sentAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) confirmedAt!: Date | null;
}
