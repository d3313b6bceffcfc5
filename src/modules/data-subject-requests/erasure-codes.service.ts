import { Injectable } from '@nestjs/common';
import { createHmac, randomInt, type KeyObject } from 'node:crypto';
import { secretFor } from '../../foundation/access/access-token.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { Problem } from '../../foundation/http/problem.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Records } from '../../foundation/records/records.js';
import { Setting } from '../../foundation/setting.js';
import { ErasureCode } from './erasure.entity.js';
import { codeLetter } from './erasure-letters.js';
import { LetterheadService } from './letterhead.service.js';

const WORKS_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const MOST_A_DAY = 5;
const MOST_GUESSES = 5;

/** Codes by letter, with which someone without a password proves that it is they who ask to be erased. */
@Injectable()
export class ErasureCodesService {
  private readonly key: KeyObject;

  constructor(
    private readonly records: Records,
    private readonly outbox: Outbox,
    private readonly letterhead: LetterheadService,
    setting: Setting,
  ) {
    this.key = secretFor('erasure-code', setting.root);
  }

  /** Sends a code of eight digits that works for fifteen minutes. @throws 429 above five a day */
  async send(me: Reader, now: Date): Promise<void> {
    const { contact, language, library } = await this.letterhead.of(me, me.id);
    const code = randomInt(100_000_000).toString().padStart(8, '0');
    await this.records.in(me, async (db) => {
      const since = new Date(now.getTime() - DAY_MS);
      if ((await db.count(ErasureCode, { subjectId: me.id, createdAt: { after: since } })) >= MOST_A_DAY)
        throw tooMany();
      const expiresAt = new Date(now.getTime() + WORKS_MS);
      await db.insert(ErasureCode, {
        subjectId: me.id,
        codeHash: this.hashOf(me, code),
        createdAt: now,
        expiresAt,
      });
      const words = codeLetter(language, { library: library.name, code });
      await this.outbox.post(db, {
        subjectId: me.id,
        to: contact?.email ?? '',
        kind: 'erasure-code',
        ...words,
      });
    });
  }

  /** @throws 403 for a code that is wrong, too old, used or guessed at too often */
  async demand(me: Reader, code: string, now: Date): Promise<void> {
    const isRight = await this.records.in(me, async (db) => {
      // One guess after the other: guesses sent at once must not share one count.
      const mine = [me.libraryId, me.id];
      await db.tell(
        'select 1 from erasure_code where library_id = $1 and subject_id = $2 order by id for update',
        mine,
      );
      const where = { subjectId: me.id, expiresAt: { after: now }, attempts: { before: MOST_GUESSES } };
      if (await db.delete(ErasureCode, { ...where, codeHash: this.hashOf(me, code) })) return true;
      await db.tell(
        'update erasure_code set attempts = attempts + 1 where library_id = $1 and subject_id = $2',
        mine,
      );
      return false;
    });
    if (!isRight) throw wrongCode();
  }

  private hashOf(me: Reader, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${me.libraryId}\0${me.id}\0${code}`).digest();
  }
}

const tooMany = () =>
  new Problem(
    429,
    'too-many-codes',
    'Five codes were sent today. Use the last one, or ask again tomorrow.',
    [],
    {},
    { 'retry-after': '3600' },
  );

const wrongCode = () => {
  const detail = 'This code is wrong, too old or used. Ask for a new one: POST /me/erasure-codes.';
  return new Problem(403, 'wrong-code', detail, [{ pointer: '/code', detail }]);
};
