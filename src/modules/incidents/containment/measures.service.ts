import { Inject, Injectable } from '@nestjs/common';
import type { ActionKind } from './kinds.js';
import type { Measure } from './measure.js';

export const MEASURES = Symbol('measures');

/** The measures there are, by their kind. */
@Injectable()
export class Measures {
  private readonly byKind: ReadonlyMap<ActionKind, Measure>;

  constructor(@Inject(MEASURES) measures: Measure[]) {
    this.byKind = new Map(measures.map((measure) => [measure.kind, measure]));
  }

  of(kind: ActionKind): Measure {
    const measure = this.byKind.get(kind);
    if (!measure) throw new Error(`No measure is there for ${kind}.`);
    return measure;
  }
}
