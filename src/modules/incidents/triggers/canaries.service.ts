import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashPassword } from '../../../foundation/access/passwords.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { conflict, invalid } from '../../../foundation/http/problem.js';
import { plainDate } from '../../../foundation/law/plain-date.js';
import { Canary } from '../../../foundation/records/canary.entity.js';
import { Records } from '../../../foundation/records/records.js';
import { EnrolmentService } from '../../accounts/enrolment.service.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { inLibrary } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';

/** A canary as it is placed: what a reader of the library would have. */
export interface NewCanary {
  name: string;
  email: string;
  birthDate: string;
  library?: string | undefined;
}

/** Readers who are nobody, in the libraries of an owner or, for an officer, in any. */
@Injectable()
export class CanariesService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly access: IncidentAccess,
    private readonly enrolment: EnrolmentService,
  ) {}

  /** Places a canary: a reader like any other, whom nobody can sign in as. @throws 404; 409 a reader has the address; 422 */
  async place(me: Staff, { library, name, email, birthDate }: NewCanary, now: Date): Promise<{ id: string }> {
    const libraryId = await this.libraryOf(me, library);
    const { agreement, country, languages } = await this.libraries.describe(inLibrary(me, libraryId));
    const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
    return this.records.in(inLibrary(me, libraryId), async (db) => {
      if (await this.enrolment.isKnown(db, email))
        throw conflict('taken', 'A reader of the library has this address. A canary needs one of its own.');
      const language = languages[0] ?? 'en';
      const person = { name, email, country, birthDate: plainDate(birthDate), language };
      const signedUp = { passwordHash, agreementVersion: agreement.version, decisions: [] };
      const readerId = await this.enrolment.settle(db, person, signedUp, now);
      const account = { readerId, placedAt: now.toISOString(), placedBy: me.id };
      return { id: await db.insert(Canary, { id: randomUUID(), account }) };
    });
  }

  /** The canaries of a library, or of all for an officer; to look at the list opens none of them. @throws 404 */
  async list(me: Staff, library?: string) {
    const isAll = me.libraryId === PLATFORM && library === undefined;
    const directory = await this.libraries.directory();
    const wanted = isAll ? null : await this.libraryOf(me, library);
    const items = [];
    for (const { id: libraryId, slug } of directory.filter(({ id }) => wanted === null || id === wanted)) {
      const placed = await this.records.in(inLibrary(me, libraryId), (db) => db.all(Canary, {}));
      items.push(...placed.map(({ id, account }) => ({ id, library: slug, ...account })));
    }
    return { items: items.sort((a, b) => a.placedAt.localeCompare(b.placedAt)), next: null };
  }

  private async libraryOf(me: Staff, slug: string | undefined): Promise<string> {
    if (slug !== undefined) return this.access.libraryOf(me, slug);
    if (me.libraryId === PLATFORM) throw invalid('/library', 'Name the library by its slug.');
    return me.libraryId;
  }
}
