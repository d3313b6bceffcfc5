import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { PurposeKey, Retention } from '../../foundation/data-map/vocabulary.js';
import { Records } from '../../foundation/records/records.js';
import { LibraryPurpose } from './purpose.entity.js';

/** For how long a library keeps the data of each purpose, as it has published it: that binds it, not the catalogue. */
@Injectable()
export class PurposePeriodsService {
  constructor(private readonly records: Records) {}

  async of(me: SignedIn): Promise<Map<PurposeKey, Retention>> {
    const purposes = await this.records.in(me, (db) => db.all(LibraryPurpose, {}));
    return new Map(purposes.map(({ key, retention }) => [key, retention]));
  }
}
