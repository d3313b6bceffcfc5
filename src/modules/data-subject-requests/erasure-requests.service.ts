import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ProofService } from '../accounts/proof.service.js';
import { OwnerConfirmationService } from '../libraries/owner-confirmation.service.js';
import { ErasureCodesService } from './erasure-codes.service.js';
import { Erasure } from './erasure.entity.js';
import { ErasuresService, type ErasureBegun } from './erasures.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';

/** With what a reader proves that it is they who ask; nothing: a sign-in younger than five minutes. */
export interface Proof {
  password?: string | undefined;
  code?: string | undefined;
}

/** What a library adds when it has a reader erased. */
export interface LibrarysWord {
  code?: string | undefined;
  grace?: boolean | undefined;
}

const MOST_A_DAY = 20;
const DAY_MS = 86_400_000;
const WHY_SO_MANY = `More than ${MOST_A_DAY} readers would be erased within a day.`;
const WHY = `This library has erased ${MOST_A_DAY} readers within a day.`;

/** Who may have a reader erased: the reader, with proof, and the library, up to a number a day without an owner's word. */
@Injectable()
export class ErasureRequestsService {
  constructor(
    private readonly records: Records,
    private readonly erasures: ErasuresService,
    private readonly proof: ProofService,
    private readonly codes: ErasureCodesService,
    private readonly owners: OwnerConfirmationService,
  ) {}

  /** The reader's own request (Art. 17(1)). @throws 403 without proof */
  async byReader(me: Reader, { password, code }: Proof, now: Date): Promise<ErasureBegun> {
    if (code === undefined) await this.proof.demand(me, password, now);
    else await this.codes.demand(me, code, now);
    return this.erasures.ask(me, me.id, { askedBy: 'reader', hasGrace: true }, now);
  }

  /** An owner's word for as many at once, where that is above the number a day. @throws 403 */
  async demandForMany(me: SignedIn, count: number, code: string | undefined, now: Date): Promise<void> {
    const before = await this.records.in(me, (db) => countSince(db, now));
    if (before + count > MOST_A_DAY) await this.owners.demand(me, code, WHY_SO_MANY, now);
  }

  /**
   * The library's, for any of its readers; without a grace period unless it asks for one.
   * @throws 404; 403 above twenty a day without an owner's second factor; 409 while one waits for a hold
   */
  async byLibrary(
    me: SignedIn,
    readerId: string,
    { code, grace: hasGrace = false }: LibrarysWord,
    now: Date,
  ): Promise<ErasureBegun> {
    const wish = { askedBy: 'library', hasGrace } as const;
    const isMany = (await this.records.in(me, (db) => countSince(db, now))) >= MOST_A_DAY;
    if (!isMany) return this.erasures.ask(me, readerId, wish, now, (db) => refuseMany(db, now));
    await this.owners.demand(me, code, WHY, now);
    return this.erasures.ask(me, readerId, wish, now);
  }
}

/** Asked again under a lock, so that many requests at once are counted one after the other. */
async function refuseMany(db: Rows, now: Date) {
  await db.tell('select 1 from library where library_id = $1 for no key update', [db.me.libraryId]);
  if ((await countSince(db, now)) < MOST_A_DAY) return;
  const detail = `${WHY} Send the code that an owner's authenticator shows now, as "code".`;
  throw new Problem(403, 'owner-confirmation', detail, [{ pointer: '/code', detail }]);
}

async function countSince(db: Rows, now: Date): Promise<number> {
  const since = {
    askedBy: 'library',
    requestedAt: { after: new Date(now.getTime() - DAY_MS) },
  } as const;
  return (await db.count(Erasure, since)) + (await db.count(WaitingErasure, since));
}
