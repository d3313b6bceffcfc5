import { Injectable } from '@nestjs/common';
import { createHmac, type KeyObject } from 'node:crypto';
import { secretFor } from '../../foundation/access/access-token.js';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { SuppressionToken } from './suppression.entity.js';

const KEPT_MONTHS = 12;

/**
 * Whom an import must not bring back: someone who asked to be erased would otherwise return with the next nightly file
 * (Case C-129/21, Proximus). Consulted by imports only; signing up again is always free.
 */
@Injectable()
export class SuppressionService {
  private readonly key: KeyObject;

  constructor(setting: Setting) {
    this.key = secretFor('suppression', setting.root);
  }

  /** Whether the address belongs to someone erased here within twelve months. */
  async isSuppressed(db: Rows, email: string, now: Date): Promise<boolean> {
    const token = this.tokenOf(db.me.libraryId, email);
    return (await db.count(SuppressionToken, { token, expiresAt: { after: now } })) > 0;
  }

  /** Remembers the address of someone who is being erased, inside that transaction. */
  async suppress(db: Rows, subjectId: string, email: string, now: Date): Promise<void> {
    const expiresAt = new Date(now);
    expiresAt.setUTCMonth(expiresAt.getUTCMonth() + KEPT_MONTHS);
    await db.insert(SuppressionToken, { subjectId, token: this.tokenOf(db.me.libraryId, email), expiresAt });
  }

  /** Removes what is older than twelve months; tells how many. */
  async expire(db: Rows, now: Date): Promise<number> {
    return db.delete(SuppressionToken, { expiresAt: { before: now } });
  }

  /** Under a key that does not rotate, since it has to be found again; another library's token is another. */
  private tokenOf(libraryId: string, email: string): Buffer {
    return createHmac('sha256', this.key)
      .update(`${libraryId}\0${normaliseEmail(email)}`)
      .digest();
  }
}
