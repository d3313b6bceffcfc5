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
  /** Inside the caller's transaction; null for whom the library does not know, or no longer. */
  async of(db: Rows, readerId: string): Promise<Contact | null> {
    const reader = await db.find(Reader, { id: readerId });
    return reader && { email: reader.email, language: reader.language };
  }
}
