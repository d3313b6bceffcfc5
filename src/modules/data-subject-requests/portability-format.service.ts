import { Injectable } from '@nestjs/common';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { DataMap } from '../../foundation/data-map/data-map.js';
import type { FieldProblem } from '../../foundation/http/problem.js';
import { SubjectRows } from '../../foundation/records/subject-rows.js';
import { portabilitySchema } from './portability-schema.js';

/** The form of what a person takes elsewhere (Art. 20): told as a schema, and held against whatever arrives. */
@Injectable()
export class PortabilityFormat {
  private checked: ValidateFunction | undefined;

  constructor(
    private readonly map: DataMap,
    private readonly rows: SubjectRows,
  ) {}

  /** JSON Schema 2020-12. */
  schema(): Record<string, unknown> {
    return portabilitySchema(this.map, this.rows);
  }

  /** What is wrong with a document, the first of it; empty when it has the form. */
  faults(document: unknown): FieldProblem[] {
    this.checked ??= compiled(this.schema());
    return this.checked(document) ? [] : (this.checked.errors ?? []).map(problemOf);
  }
}

function compiled(schema: Record<string, unknown>): ValidateFunction {
  // The first fault ends the check, so that a hostile document cannot make it long.
  const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: false });
  formats.default(ajv, ['date-time', 'uuid']);
  return ajv.compile(schema);
}

function problemOf({ instancePath, message = 'is not as the schema wants it' }: ErrorObject): FieldProblem {
  return { pointer: instancePath, detail: `This ${message}. Send the file as the other library gave it.` };
}
