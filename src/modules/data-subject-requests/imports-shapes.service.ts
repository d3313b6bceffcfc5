import { Injectable } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { tableTitle, type Language } from '../../foundation/data-map/words.js';
import type { ImportShape } from './imports-dto.js';
import { LEFT_BEHIND } from './portability-texts.js';
import type { PortabilityImport } from './portability-import.entity.js';

export type { ImportShape };

/** Imports as the API and the pages show them, in words. */
@Injectable()
export class ImportShapes {
  of(row: Opened<PortabilityImport>, language: Language): ImportShape {
    const { id, state, receivedAt, expiresAt, completedAt, plan } = row;
    const words = LEFT_BEHIND[language];
    const titled = <T extends { table: string }>(one: T) => ({
      ...one,
      title: tableTitle(one.table, language),
    });
    return {
      id,
      state,
      receivedAt,
      expiresAt,
      completedAt,
      from: plan?.from ?? { name: '', country: '' },
      takes: (plan?.takes ?? []).map(titled),
      leaves: (plan?.leaves ?? []).map((one) => ({ ...titled(one), why: words[one.why] })),
      never: words.never,
    };
  }
}
