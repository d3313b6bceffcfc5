import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import type { Brought } from '../../foundation/data-map/bringing.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { plainDate, plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { AgeRuleService } from './age-rule.service.js';
import { Reader } from './reader.entity.js';

type Field = 'phone' | 'birthDate' | 'country';

const FIELDS: readonly Field[] = ['phone', 'birthDate', 'country'];

/** Fields of an account that a reader brings along: only into those that are empty here, and never the credentials. */
@Injectable()
export class BroughtProfile {
  constructor(
    private readonly records: Records,
    private readonly ages: AgeRuleService,
    map: DataMap,
  ) {
    map.onBringing({
      tables: ['reader'],
      count: (brought) => this.count(brought),
      take: (brought) => this.take(brought),
    });
  }

  private count(brought: Brought): Promise<number> {
    return this.records.in(aJob('imports', brought.libraryId), async (db) => {
      return Object.keys(missing(await this.readerOf(db, brought), brought)).length;
    });
  }

  private async take(brought: Brought) {
    await this.records.in(aJob('imports', brought.libraryId), async (db) => {
      const reader = await this.readerOf(db, brought);
      const { phone, ...born } = missing(reader, brought);
      if (phone) await db.update(Reader, { id: reader.id }, { phone });
      if (Object.keys(born).length) await this.ages.change(db, reader, born, brought.now);
    });
  }

  private readerOf(db: Rows, { subjectId }: Brought): Promise<Opened<Reader>> {
    return db.get(Reader, { id: subjectId }, 'for update');
  }
}

/** What the file says of fields that are empty here, as far as it is what such a field may hold. */
function missing(reader: Opened<Reader>, { rows, now }: Brought): Partial<Record<Field, string>> {
  const [row] = rows('reader');
  const found = FIELDS.filter((field) => !reader[field] && isFit(field, row?.[field], now));
  return Object.fromEntries(found.map((field) => [field, String(row?.[field])]));
}

function isFit(field: Field, value: unknown, now: Date): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (field === 'phone') return /^\+?[0-9 ()/.-]{3,30}$/.test(value);
  return field === 'country' ? /^[A-Z]{2}$/.test(value) : isBirthDate(value, now);
}

function isBirthDate(value: string, now: Date): boolean {
  try {
    return plainDate(value) >= '1880-01-01' && value < plainDateIn(now, 'UTC');
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
