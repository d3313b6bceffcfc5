import { Injectable } from '@nestjs/common';
import { DataMap, type Datum } from '../../foundation/data-map/data-map.js';
import type { EntityClass } from '../../foundation/data-map/shapes.js';
import { invalid, notFound } from '../../foundation/http/problem.js';
import type { Reading } from '../../foundation/records/reading.js';
import type { Rows } from '../../foundation/records/rows.js';

type Row = Record<string, unknown>;

/** A datum of the library's record, in the row of one reader. */
export interface Place {
  datum: string;
  rowId: string;
  subjectId: string;
}

/** The data that an owner corrects when a reader asks: found, read and changed by the data map alone. */
@Injectable()
export class CorrectableService {
  constructor(private readonly map: DataMap) {}

  /** Makes sure that there is such a datum and that it is corrected this way. @throws 422 that names the way there is */
  demand(name: string): Datum {
    const datum = this.map.data().find(({ fieldId }) => fieldId === name);
    if (!datum || datum.purpose === 'staff')
      throw invalid(
        '/datum',
        'There is no such datum. Name one as GET /me/data and the copy of your data do.',
      );
    if (datum.way === 'reviewed') return datum;
    const way = datum.rectify ?? 'POST /me/requests {"kind": "rectification", "statement": "…"}';
    throw invalid('/datum', `This datum is not corrected by asking the library: use ${way}.`);
  }

  /** What is recorded now; null where it is there no longer. */
  async present(db: Reading, { datum, rowId, subjectId }: Place): Promise<string | null> {
    const { entity, property, subject } = this.at(datum);
    const row = await db.find(entity, { id: rowId, [subject]: subjectId });
    const value = row?.[property];
    return typeof value === 'string' ? value : null;
  }

  /** Corrects it, in the caller's transaction; the door keeps what it was. @throws 404 where it is there no longer */
  async correct(db: Rows, { datum, rowId, subjectId }: Place, value: string): Promise<void> {
    const { entity, property, subject } = this.at(datum);
    const where = { id: rowId, [subject]: subjectId };
    if (!(await db.update(entity, where, { [property]: value }))) throw notFound();
  }

  private at(name: string) {
    const datum = this.map.data().find(({ fieldId }) => fieldId === name);
    const table = this.map.personal().find((one) => one.table === datum?.table);
    if (!datum || !table) throw notFound();
    const { entity, personal } = table;
    return { entity: entity as EntityClass<Row>, property: datum.property, subject: personal.subject };
  }
}
