import { Injectable } from '@nestjs/common';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import { invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { Reader } from './reader.entity.js';

/** The agreement of a reader with the library: which text was accepted, and when. */
@Injectable()
export class AgreementService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /** Accepts the current text. @throws 422 for any other. */
  async renew(me: Me, version: string, now: Date) {
    await this.records.in(me, (db) => this.accept(db, me.id, version, '/version', now));
    return { version, agreedAt: now, agreementDue: false };
  }

  /** The same inside the caller's transaction; `pointer` says where the caller's form has the version. */
  async accept(db: Rows, id: string, version: string, pointer: string, now: Date): Promise<void> {
    const agreementVersion = Buffer.from(version, 'hex');
    if (await this.libraries.isAgreementDue(db, agreementVersion))
      throw invalid(pointer, 'The agreement has changed. Show the current text and ask again.');
    await db.update(Reader, { id }, { agreementVersion, agreedAt: now });
  }
}
