import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import { aVisitor } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { spoken } from '../../foundation/data-map/words.js';
import type { MadeFile } from '../../foundation/documents/made-file.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { Ledger } from '../../foundation/ledger/ledger.js';
import { readOpening } from '../../foundation/leaves/leaf.js';
import { Holds } from '../../foundation/records/holds.js';
import { openingsAbout } from '../../foundation/records/openings.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { certificateOf, waitingCertificateOf, type Around, type Certificate } from './certificate.js';
import { certificateFile, type CertificateFormat } from './certificate-file.js';
import { certificateAt } from './erasure-beginning.service.js';
import { Erasure } from './erasure.entity.js';
import { RecipientNotice } from './recipient.entity.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { whatStays } from './what-stays.js';

/** Who asks for which certificate, in which language. */
interface Asked {
  token: string;
  language: string;
  asking: { requestId: string; route: string };
}

/** Proof of an erasure, for whoever holds its address. */
@Injectable()
export class CertificatesService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly libraries: LibrariesService,
    private readonly ledger: Ledger,
    private readonly setting: Setting,
  ) {}

  /** Both parts: what is gone from the live system, and whether backups can still be opened. @throws 404 */
  async show(asked: Asked): Promise<Certificate> {
    return this.in(asked, (db) => this.found(db, asked));
  }

  /** The same as a page or a PDF. @throws 404 */
  async file(asked: Asked, format: Exclude<CertificateFormat, 'json'>, now: Date): Promise<MadeFile> {
    return certificateFile(await this.show(asked), format, spoken(asked.language), now);
  }

  /**
   * The same as a proof document, with every step as the ledger holds it; it can be checked offline.
   * @throws 404; 409 for an erasure that has not begun, or from before the ledger
   */
  async proof(asked: Asked, now: Date) {
    return this.in(asked, async (db) => {
      const certificate = await this.found(db, asked);
      if (certificate.waits) throw notBegun();
      const { id, subjectId } = await db.get(Erasure, { certificateHash: hashOfToken(asked.token) });
      const openings = await openingsAbout(db, 'erasure', { about: id, subjectId });
      if (!openings.length) throw beforeLedger();
      const events = openings.map((opening) => JSON.parse(readOpening(opening).payload) as object);
      return this.ledger.document(db, 'erasure-certificate', { ...certificate, events }, openings, now);
    });
  }

  private in<T>({ token, asking }: Asked, work: (db: Rows) => Promise<T>): Promise<T> {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw notFound();
    return this.records.in(aVisitor(libraryId, asking), work);
  }

  private async found(db: Rows, asked: Asked): Promise<Certificate> {
    const where = { certificateHash: hashOfToken(asked.token) };
    const waiting = await db.find(WaitingErasure, where);
    if (!waiting) {
      const erasure = await db.get(Erasure, where);
      return certificateOf(erasure, await this.around(db, asked, erasure.subjectId));
    }
    const holds = await Holds.of(db, waiting.subjectId);
    return waitingCertificateOf(waiting, holds, await this.around(db, asked, waiting.subjectId));
  }

  private async around(db: Rows, { token, language }: Asked, subjectId: string): Promise<Around> {
    const isOfStaff = db.me.libraryId === PLATFORM;
    const about = { subjectId, event: 'erased' } as const;
    return {
      library: isOfStaff ? 'Carrel' : (await this.libraries.named(db)).name,
      recipients: {
        told: await db.count(RecipientNotice, about),
        acknowledged: await db.count(RecipientNotice, { ...about, state: 'acknowledged' }),
        unreachable: await db.count(RecipientNotice, { ...about, state: 'unreachable' }),
      },
      kept: whatStays(this.map, spoken(language), isOfStaff ? 'staff' : 'reader'),
      isOfStaff,
      address: certificateAt(this.setting.config.publicUrl, token),
      language: spoken(language),
    };
  }
}

const notBegun = () =>
  conflict(
    'not-begun',
    'This erasure has not begun, so that there is nothing to prove yet. Look at the certificate.',
  );

const beforeLedger = () =>
  conflict(
    'before-ledger',
    'This erasure was carried out before the library kept a ledger. The certificate itself is all there is.',
  );
