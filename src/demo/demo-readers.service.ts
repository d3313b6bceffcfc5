import { Injectable } from '@nestjs/common';
import { hashPassword } from '../foundation/access/passwords.js';
import { aJob } from '../foundation/access/signed-in.js';
import { Taken } from '../foundation/records/errors.js';
import { Records } from '../foundation/records/records.js';
import { Subject } from '../foundation/records/subject.entity.js';
import { EnrolmentService } from '../modules/accounts/enrolment.service.js';
import type { Decided } from '../modules/consent/consent.service.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import type { DemoLibrary, DemoReader } from './demo-libraries.js';

/** The readers of the demo, with what each agreed to and refused. */
@Injectable()
export class DemoReadersService {
  constructor(
    private readonly records: Records,
    private readonly enrolment: EnrolmentService,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
  ) {}

  /** Makes them all or none, and only where nobody ever was: a reader who was forgotten stays so. */
  async seed(
    libraryId: string,
    library: DemoLibrary,
    passwordOf: (email: string) => string,
    now: Date,
  ): Promise<void> {
    const me = aJob('demo', libraryId);
    if (await this.records.in(me, (db) => db.count(Subject, { kind: 'reader' }))) return;
    const prepared = await Promise.all(
      library.readers.map((reader) => this.prepare(libraryId, library, reader, passwordOf)),
    );
    await this.records
      .in(me, async (db) => {
        for (const { person, signedUp } of prepared) await this.enrolment.settle(db, person, signedUp, now);
      })
      .catch((error: unknown) => {
        // Another instance that starts at the same moment has made them.
        if (!(error instanceof Taken)) throw error;
      });
  }

  private async prepare(
    libraryId: string,
    library: DemoLibrary,
    reader: DemoReader,
    passwordOf: (email: string) => string,
  ) {
    const me = aJob('demo', libraryId);
    const { name, country, birthDate, language } = reader;
    const email = emailOf(library, reader);
    const { agreement } = await this.libraries.describe(me, language);
    const passwordHash = await hashPassword(passwordOf(email));
    const decisions = await this.decisionsOf(libraryId, reader);
    return {
      person: { email, name, country, birthDate, language },
      signedUp: { passwordHash, agreementVersion: agreement.version, decisions },
    };
  }

  private async decisionsOf(libraryId: string, { language, consents }: DemoReader): Promise<Decided[]> {
    const purposes = await this.purposes.list(aJob('demo', libraryId), language);
    return purposes
      .filter((purpose) => purpose.legalBasis === 'consent')
      .map((purpose): Decided => ({
        purpose: purpose.key,
        decision: consents.includes(purpose.key) ? 'given' : 'refused',
        version: Buffer.from(purpose.version, 'hex'),
        language: purpose.language,
        surface: 'sign-up',
      }));
  }
}

/** Where a reader of the demo gets letters. */
export function emailOf(library: DemoLibrary, { mailbox }: Pick<DemoReader, 'mailbox'>): string {
  return `${mailbox}@${library.domain}`;
}
