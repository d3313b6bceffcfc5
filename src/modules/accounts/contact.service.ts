import { Injectable } from '@nestjs/common';
import type { Rows } from '../../foundation/records/rows.js';
import { Reader } from './reader.entity.js';

/** Where a reader is written to, and in which language. */
export interface Contact {
  email: string;
  language: string;
}

/** The way to reach a reader, for modules that write to one. */
@Injectable()
export class ContactService {
  /** Inside the caller's transaction, also where data are restricted: it is for what is written about the reader's rights; null for whom the library does not know, or no longer. */
  async of(db: Rows, readerId: string): Promise<Contact | null> {
    const reader = await db.forRights().find(Reader, { id: readerId });
    return reader && { email: reader.email, language: reader.language };
  }

  /** Whom the library knows by this address; null for nobody, and for whom it is forgetting. */
  async at(db: Rows, address: string): Promise<(Contact & { id: string }) | null> {
    const reader = await db.lookup(Reader, 'email', address);
    return reader && { id: reader.id, email: reader.email, language: reader.language };
  }

  /** For more than service letters: by id those of at most a thousand whom the library knows and whose address is confirmed. */
  async confirmed(db: Rows, readerIds: string[]): Promise<Map<string, Contact>> {
    if (!readerIds.length) return new Map();
    const readers = await db.all(Reader, { id: readerIds });
    const reachable = readers.filter((one) => one.emailConfirmedAt !== null);
    return new Map(reachable.map(({ id, email, language }) => [id, { email, language }]));
  }
}
