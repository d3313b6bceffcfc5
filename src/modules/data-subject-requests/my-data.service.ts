import { Injectable } from '@nestjs/common';
import type { Reader } from '../../foundation/access/signed-in.js';
import { DataMap, type Datum } from '../../foundation/data-map/data-map.js';
import { instantOf } from '../../foundation/data-map/endings.js';
import { spoken } from '../../foundation/data-map/words.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { PurposesService } from '../consent/purposes.service.js';
import { endsOf, receivedBy } from './particulars.js';
import { ParticularsService } from './particulars.service.js';
import { Teller, type Held } from './what-we-hold.js';

const COUNTED_TO = 1_000;

/** What the library holds of a reader and why, read from the data map alone (Art. 15(1)). */
@Injectable()
export class MyDataService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly subjectRows: SubjectRows,
    private readonly purposes: PurposesService,
    private readonly particulars: ParticularsService,
  ) {}

  /** Every datum with its value, and every list with its length: a list's rows are in the download. */
  async held(me: Reader, language: string): Promise<Held[]> {
    const told = new Teller(await this.purposes.list(me, language), spoken(language));
    return this.records.in(me, async (db) => {
      const recipients = await this.particulars.recipients(db, me.id, spoken(language));
      const held: Held[] = [];
      for (const table of this.subjectRows.tables) {
        if (table.personal.exported || table.isShared) continue;
        held.push(
          ...(table.isSingle
            ? await this.values(db, told, table, me.id)
            : await this.counted(db, told, table, me.id)),
        );
      }
      return [...held, ...this.shared(told)].map((one) => ({
        ...one,
        recipients: receivedBy(recipients, one.category),
      }));
    });
  }

  private async values(db: Rows, told: Teller, table: SubjectTable, subjectId: string): Promise<Held[]> {
    const [row] = (await this.subjectRows.page(db, table, subjectId)).items;
    if (!row) return [];
    const data = this.dataOf(table);
    return table.shape.columns
      .filter(({ property }) => property !== 'libraryId' && property !== table.personal.subject)
      .map(({ property, isSecret }) => ({
        ...told.column(table, property, data.get(property)),
        ...(isSecret || table.redacted.includes(property) ? {} : { value: shown(row[property]) }),
      }));
  }

  /** A list as one: how long it is, who brought it along, and when what is there ends. */
  private async counted(db: Rows, told: Teller, table: SubjectTable, subjectId: string): Promise<Held[]> {
    const count = await this.subjectRows.count(db, table, subjectId, COUNTED_TO);
    if (!count) return [];
    const brought = await this.subjectRows.broughtAlong(db, table, subjectId);
    const ends = await this.endsOf(db, told, table, subjectId);
    return [
      {
        ...told.list(table, brought),
        count,
        ...(count === COUNTED_TO ? { atLeast: true as const } : {}),
        ...(ends ? { ends } : {}),
      },
    ];
  }

  private async endsOf(db: Rows, told: Teller, table: SubjectTable, subjectId: string) {
    const { ends, purpose } = table.personal;
    const instant = ends && instantOf(ends);
    if (!instant) return null;
    const span = await this.subjectRows.span(db, table, subjectId, instant);
    return endsOf(table, told.purpose(purpose).retention, span, 'UTC');
  }

  /** Lists whose rows name many people are not counted here: a line of the access log is found in the download. */
  private shared(told: Teller): Held[] {
    return this.subjectRows.tables.filter((table) => table.isShared).map((table) => told.list(table));
  }

  private dataOf(table: SubjectTable): Map<string, Datum> {
    return new Map(
      this.map
        .data()
        .filter((datum) => datum.table === table.name)
        .map((datum) => [datum.property, datum]),
    );
  }
}

/** A value as JSON shows it: hashes of published texts in hexadecimal. */
export function shown(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString('hex') : value;
}
