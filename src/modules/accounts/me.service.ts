import { Injectable } from '@nestjs/common';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { ProfileChanges } from './dto.js';
import { Reader } from './reader.entity.js';
import { LibrariesService } from '../libraries/libraries.service.js';

/** The reader's own account. */
@Injectable()
export class MeService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /** The account as the reader sees it. */
  async show(me: Me) {
    return this.records.in(me, async (db) => {
      const reader = await db.get(Reader, { id: me.id });
      return {
        ...profileOf(reader),
        agreementDue: await this.libraries.isAgreementDue(db, reader.agreementVersion),
      };
    });
  }

  /** Changes what may be changed directly (Art. 16). */
  async change(me: Me, { phone, ...changes }: ProfileChanges) {
    return this.records.in(me, async (db) => {
      await db.update(
        Reader,
        { id: me.id },
        { ...changes, ...(phone === undefined ? {} : { phone: phone || null }) },
      );
      return profileOf(await db.get(Reader, { id: me.id }));
    });
  }
}

function profileOf({
  id,
  email,
  name,
  country,
  birthDate,
  language,
  phone,
  guardian,
  createdAt,
}: Opened<Reader>) {
  return { id, email, name, country, birthDate, language, phone, guardian, createdAt };
}
