import { Injectable } from '@nestjs/common';
import { isPassword } from '../../foundation/access/passwords.js';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { Reader } from './reader.entity.js';

const FRESH_MS = 5 * 60_000;

/** Proof that the reader, and not whoever found the device open, asks for what cannot easily be undone. */
@Injectable()
export class ProofService {
  constructor(private readonly records: Records) {}

  /** The password, or a sign-in younger than five minutes where none is given. @throws 403 */
  async demand(me: Me, password: string | undefined, now: Date): Promise<void> {
    if (password === undefined) {
      if (now.getTime() - me.provedAt.getTime() < FRESH_MS) return;
      throw unproved(
        'proof-needed',
        'Give your password, or sign in again and repeat this within five minutes.',
      );
    }
    await this.demandPassword(me, password);
  }

  /** The password itself; for those who have none, a fresh sign-in. @throws 403 */
  async demandPasswordIfAny(me: Me, password: string | undefined, now: Date): Promise<void> {
    const stored = await this.stored(me);
    await (stored === null ? this.demand(me, undefined, now) : this.check(password ?? '', stored));
  }

  private async demandPassword(me: Me, password: string): Promise<void> {
    await this.check(password, await this.stored(me));
  }

  private stored(me: Me): Promise<string | null> {
    return this.records.in(me, (db) => db.secret(Reader, { id: me.id }, 'passwordHash'));
  }

  private async check(password: string, stored: string | null): Promise<void> {
    if (!(await isPassword(password, stored)))
      throw unproved('wrong-password', 'This is not your password. Write it again, or set a new one.');
  }
}

const unproved = (type: string, detail: string) =>
  new Problem(403, type, detail, [{ pointer: '/password', detail }]);
