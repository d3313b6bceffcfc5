import { Injectable } from '@nestjs/common';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { canariesOf } from '../../foundation/records/canaries.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ContactService, type Contact } from '../accounts/contact.service.js';
import { SuppressionService } from '../accounts/suppression.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { farewell, staffFarewell } from './erasure-letters.js';

/** The last letter to a reader, and for whom it is sealed. */
interface Farewell {
  subjectId: string;
  readerId: string;
  contact: Contact;
  link: string;
}

const ON_ITS_WAY = ['pending', 'claimed', 'deferred', 'held'] as const;

/**
 * The last letter to someone whose keys are about to die: it is sealed for somebody made for it alone, who is forgotten
 * as soon as a server has taken the letter.
 */
@Injectable()
export class FarewellService {
  constructor(
    private readonly outbox: Outbox,
    private readonly libraries: LibrariesService,
    private readonly contacts: ContactService,
    private readonly suppression: SuppressionService,
  ) {}

  /** Where the reader is written to, while it can still be read. */
  contactOf(db: Rows, readerId: string): Promise<Contact | null> {
    return this.contacts.of(db, readerId);
  }

  /**
   * Writes the letter, sealed for `subjectId`, in the transaction that begins the erasure. All that stays of the address
   * is a keyed hash that keeps imports from bringing it back.
   */
  async post(db: Rows, { subjectId, readerId, contact, link }: Farewell, now: Date): Promise<void> {
    const [{ name: library }] = await Promise.all([
      this.libraries.named(db),
      db.createSubject('reader', 'active', 'met', subjectId),
      this.suppression.suppress(db, readerId, contact.email, now),
      // Who is nobody, which the outbox asks: once a transaction, and here it travels with the rest.
      canariesOf(db),
    ]);
    const words = farewell(contact.language, { library, link });
    await this.outbox.post(db, { subjectId, to: contact.email, kind: 'farewell', ...words });
  }

  /** The same to someone who worked here. */
  async postToStaff(db: Rows, email: string, link: string): Promise<string> {
    const subjectId = await db.createSubject('staff', 'active', 'met');
    await this.outbox.post(db, { subjectId, to: email, kind: 'farewell', ...staffFarewell(link) });
    return subjectId;
  }

  /** What stays of the address, without a letter: for an erasure that is carried out again. */
  async suppress(db: Rows, readerId: string, now: Date): Promise<void> {
    const contact = await this.contactOf(db, readerId);
    if (contact) await this.suppression.suppress(db, readerId, contact.email, now);
  }

  /** Forgets the letter and its key once it is settled, or at once where `anyway`. Tells whether it is gone. */
  async settle(db: Rows, farewellId: string, anyway: boolean): Promise<boolean> {
    const waiting = await db.count(Letter, { subjectId: farewellId, state: [...ON_ITS_WAY] });
    if (waiting && !anyway) return false;
    if (anyway) await this.outbox.recall(db, farewellId);
    else await db.delete(Letter, { subjectId: farewellId });
    await db.forgetSubject(farewellId);
    return true;
  }
}
