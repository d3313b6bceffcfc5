import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import { ContactService } from '../accounts/contact.service.js';
import { PurposesService } from '../consent/purposes.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';

/** In whose name and in which language a reader is answered: the library, its purposes, the reader's language. */
@Injectable()
export class LetterheadService {
  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    private readonly purposes: PurposesService,
    private readonly libraries: LibrariesService,
  ) {}

  async of(me: SignedIn, readerId: string) {
    const contact = await this.records.in(me, (db) => this.contacts.of(db, readerId));
    const language = contact?.language ?? 'en';
    const library = await this.libraries.describe(me, language);
    const purposes = await this.purposes.list(me, language);
    return { contact, language, library, purposes };
  }
}
