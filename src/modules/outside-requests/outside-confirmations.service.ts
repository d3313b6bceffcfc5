import { Injectable } from '@nestjs/common';
import type { Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { invalid } from '../../foundation/http/problem.js';
import type { Proved } from '../data-subject-requests/proved-requests.service.js';
import { AddressProofsService, type AddressProof } from './address-proofs.service.js';
import { MandatesService } from './mandates.service.js';
import { NobodysRequestsService, type NobodysAnswer } from './nobodys-requests.service.js';
import { OutsideEntriesService, type Entered, type Found } from './outside-entries.service.js';
import type { OutsideKind, UnverifiedRequest } from './unverified-request.entity.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** What is said with the proof: to ask for something else, and that it was read what an erasure takes. */
export interface Confirming extends AddressProof {
  kind?: OutsideKind | undefined;
  statement?: string | undefined;
  understood?: true | undefined;
}

/** What came of a confirmed request: entered for a reader, or answered since nothing is held. */
export type Outcome =
  | ({ outcome: 'entered' } & Entered)
  | ({ outcome: 'nothing-held' } & NobodysAnswer)
  | { outcome: 'mandate-waits' };

type Unverified = Opened<UnverifiedRequest>;

/** The answer to the letter: only now is it looked up who it is that asks. */
@Injectable()
export class OutsideConfirmationsService {
  constructor(
    private readonly proofs: AddressProofsService,
    private readonly unverified: UnverifiedRequestsService,
    private readonly entries: OutsideEntriesService,
    private readonly nobodys: NobodysRequestsService,
    private readonly mandates: MandatesService,
  ) {}

  /** What a letter's link would confirm, without confirming it. @throws 404; 409 once it is used */
  async preview(me: Visitor, token: string, now: Date) {
    const { id, email, kind, asked, receivedAt } = await this.proofs.check(me, { token }, now);
    const of = asked.representation?.of ?? null;
    return { id, email, kind, of, statement: asked.statement ?? null, receivedAt };
  }

  /**
   * Confirms a request, or another in its place: whoever reads the letter may ask for anything. What is known of the
   * person is then entered like a request from the account; of nobody, the answer says that nothing is held.
   * @throws 403, 404, 409 the proof; 422 a rectification that says nothing, an erasure that was not understood
   */
  async confirm(me: Visitor, given: Confirming, now: Date): Promise<Outcome> {
    const found = await this.proofs.check(me, given, now);
    if (found.asked.representation) {
      await this.mandates.receive(me, found, now);
      return { outcome: 'mandate-waits' };
    }
    const proved = await this.proved(me, found, given, now);
    const reader = await this.proofs.readerAt(me, found.email);
    if (!reader) return { outcome: 'nothing-held', ...(await this.nobodys.answer(me, found, proved, now)) };
    return { outcome: 'entered', ...(await this.enter(me, found, { ...proved, reader }, now)) };
  }

  private async proved(me: Visitor, found: Unverified, given: Confirming, now: Date): Promise<Proved> {
    const kind = given.kind ?? found.kind;
    const statement = given.statement ?? found.asked.statement;
    if (kind === 'rectification' && !statement)
      throw invalid('/statement', 'Write what is wrong and what is right, as a statement.');
    if (kind === 'erasure' && !given.understood)
      throw invalid('/understood', 'Read what an erasure takes, and send {"understood": true}.');
    const receivedAt =
      kind === found.kind ? found.receivedAt : await this.unverified.firstReceipt(me, found.email, kind, now);
    const asked = found.writtenAt ?? now;
    return { kind, statement, receivedAt, askedAt: asked < receivedAt ? receivedAt : asked };
  }

  private enter(me: Visitor, { id, email }: Unverified, given: Proved & { reader: Found }, now: Date) {
    const { reader, ...proved } = given;
    return this.entries.enter(
      me,
      { ...proved, reader, handedTo: null },
      async (db) => {
        const proofHash = await this.unverified.useUp(db, id);
        if (proved.kind === 'erasure') await this.unverified.forgetAddress(db, email);
        return proofHash;
      },
      now,
    );
  }
}
