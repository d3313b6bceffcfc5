import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import type { Contact } from '../accounts/contact.service.js';
import { ErasuresService } from '../data-subject-requests/erasures.service.js';
import { ProvedRequestsService, type Proved } from '../data-subject-requests/proved-requests.service.js';
import { HandOversService } from './hand-overs.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import type { HandedTo } from './request-link.entity.js';

/** A reader who was found by the address that was proved. */
export type Found = Contact & { id: string };

/** Whose request, and whom a download of it goes to. */
export interface Entry extends Proved {
  reader: Found;
  handedTo: HandedTo | null;
}

/** Takes a proof, so that it is used once, and gives the hash of its link. */
export type UseUp = (db: Rows) => Promise<Buffer | null>;

/** A request that is entered now like one from the account. */
export interface Entered {
  request: Awaited<ReturnType<ProvedRequestsService['show']>>;
  /** For an erasure: told once and kept nowhere. */
  certificateUrl: string | null;
}

/** Enters a proved request of a reader: from then on it goes the way of those from the account. */
@Injectable()
export class OutsideEntriesService {
  constructor(
    private readonly records: Records,
    private readonly proved: ProvedRequestsService,
    private readonly erasures: ErasuresService,
    private readonly handOvers: HandOversService,
    private readonly letters: OutsideLettersService,
  ) {}

  /** `useUp` runs first in the transaction that enters the request: it takes the proof and gives its hash, or throws. */
  async enter(me: SignedIn, entry: Entry, useUp: UseUp, now: Date): Promise<Entered> {
    if (entry.kind === 'erasure') return this.erase(me, entry, useUp, now);
    return this.records.in(me, async (db) => {
      const proofHash = await useUp(db);
      const { reader, kind, handedTo } = entry;
      const requestId = await this.proved.enter(db, reader.id, entry, now);
      const isDownload = kind === 'access' || kind === 'portability';
      await this.handOvers.keep(
        db,
        { subjectId: reader.id, requestId, proofHash, handedTo, isDownload },
        now,
      );
      const request = await this.proved.show(db, requestId);
      await this.tell(db, reader, kind, request.promisedBy);
      return { request, certificateUrl: null };
    });
  }

  private async erase(me: SignedIn, entry: Entry, useUp: UseUp, now: Date) {
    const guard = async (db: Rows) => {
      await useUp(db);
    };
    const entered = (db: Rows, request: string) => this.proved.setClock(db, request, entry, now);
    const wish = { askedBy: 'reader', hasGrace: true, entered } as const;
    const { id, certificateUrl } = await this.erasures.ask(me, entry.reader.id, wish, now, guard);
    const request = await this.records.in(me, (db) => this.proved.show(db, id));
    return { request, certificateUrl };
  }

  /** Whoever reads the address learns of it, also when somebody talked them out of their code. */
  private async tell(db: Rows, { id, email, language }: Found, kind: Proved['kind'], promisedBy: Date) {
    const by = promisedBy.toISOString().slice(0, 10);
    const letter = { subjectId: id, to: email, language, request: kind, facts: { by } };
    await this.letters.post(db, { ...letter, kind: 'rights-entered' });
  }
}
