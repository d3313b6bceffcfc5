import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { toDataURL } from 'qrcode';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, invalid, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { StaffMember } from './staff.entity.js';

const STEP_MS = 30_000;

/** The second factor of staff: codes that change every half minute (TOTP, RFC 6238), each of which counts once. */
@Injectable()
export class SecondFactorService {
  constructor(private readonly records: Records) {}

  /**
   * Begins an enrolment: an address for an authenticator and the same as a picture. Asked again, it begins anew.
   * @throws 409 where a factor is enrolled: a stolen session must not replace it.
   */
  async enrol(me: Staff): Promise<{ uri: string; qrCode: string }> {
    const secret = new Secret({ size: 20 }).base32;
    const uri = await this.records.in(atPlatform(me), async (db) => {
      const { email, secondFactor } = await db.get(StaffMember, { id: me.id }, 'for update');
      if (secondFactor) throw enrolledAlready();
      await db.update(StaffMember, { id: me.id, secondFactor: false }, { totpSecret: secret });
      return totpOf(secret, email).toString();
    });
    return { uri, qrCode: await toDataURL(uri) };
  }

  /** Ends an enrolment with the first code inside the caller's transaction of the platform. @throws 409, 422 */
  async confirm(db: Rows, staffId: string, code: string, now: Date): Promise<void> {
    const { secondFactor } = await db.get(StaffMember, { id: staffId }, 'for update');
    if (secondFactor) throw enrolledAlready();
    if (!(await this.takes(db, staffId, code, now)))
      throw invalid('/code', 'This is not the code that the authenticator shows now. Type the current one.');
    await db.update(StaffMember, { id: staffId }, { secondFactor: true });
  }

  /** Whether the code is right, now or one step to either side, and was not taken before; from here on it is. */
  async takes(db: Rows, staffId: string, code: string, now: Date): Promise<boolean> {
    const secret = await db.secret(StaffMember, { id: staffId }, 'totpSecret');
    if (!secret) return false;
    const delta = totpOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: 1 });
    if (delta === null) return false;
    const step = Math.floor(now.getTime() / STEP_MS) + delta;
    const where = { id: staffId, totpLastStep: { before: step } };
    return (await db.update(StaffMember, where, { totpLastStep: step })) === 1;
  }

  /** For actions that ask for a code once more. @throws 403 for a code that is missing, wrong or taken. */
  async demand(me: Staff, code: string, now: Date): Promise<void> {
    const isRight = await this.records.in(atPlatform(me), (db) => this.takes(db, me.id, code, now));
    if (!isRight) throw wrongCode();
  }

  /** Removes the factor, for someone who lost the device; done by the operator of the installation. */
  async reset(db: Rows, staffId: string): Promise<void> {
    await db.update(StaffMember, { id: staffId }, { secondFactor: false, totpSecret: null });
  }
}

/** The staff member in the library that holds their own rows. */
export function atPlatform(me: Staff): Staff {
  return { ...me, libraryId: PLATFORM };
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'Carrel', label, secret: Secret.fromBase32(secret) });
}

const enrolledAlready = () =>
  conflict(
    'second-factor-enrolled',
    'You have a second factor. Ask the operator of this installation to remove it before you enrol another.',
  );

const wrongCode = () =>
  new Problem(
    403,
    'wrong-code',
    'This is not a code of your authenticator, or it was used before. Wait for the next one and type it.',
    [{ pointer: '/code', detail: 'Type the code that the authenticator shows now.' }],
  );
