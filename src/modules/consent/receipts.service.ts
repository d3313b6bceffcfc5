import { Injectable } from '@nestjs/common';
import type { Reader } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { spoken } from '../../foundation/data-map/words.js';
import type { MadeFile } from '../../foundation/documents/made-file.js';
import type { WrittenDocument } from '../../foundation/documents/written-document.js';
import { conflict } from '../../foundation/http/problem.js';
import { Ledger } from '../../foundation/ledger/ledger.js';
import { entryIdText, readOpening } from '../../foundation/leaves/leaf.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { ConsentEvent } from './consent.entity.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';
import { receiptOf, type DecisionPayload } from './receipt.js';
import { fileOf, type ReceiptFormat } from './receipt-file.js';
import { writtenReceipt, type Receipt } from './written-receipt.js';

/** Receipts of decisions: what was decided on which text, bound to the library's log (Art. 7(1)). */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly records: Records,
    private readonly ledger: Ledger,
    private readonly libraries: LibrariesService,
    private readonly setting: Setting,
  ) {}

  /**
   * The receipt of a decision of the reader as a file; people read it in `language`, or in that of the text shown.
   * @throws 404 for another's decision; 409 for one from before the ledger, and while a proof alone is not there yet
   */
  async file(
    me: Reader,
    id: string,
    { format, language }: { format: ReceiptFormat; language?: string | undefined },
    now: Date,
  ): Promise<MadeFile> {
    const receipt = await this.receiptOf(me, id, now);
    return fileOf(receipt, format, spokenIn(receipt, language), now);
  }

  /** The same for people, to be shown on a page. @throws 404, 409 */
  async written(me: Reader, id: string, language: string, now: Date): Promise<WrittenDocument> {
    return writtenReceipt(await this.receiptOf(me, id, now), spoken(language));
  }

  /**
   * The receipt of a decision inside the caller's transaction, with what opens its entry; null for a decision from before
   * the ledger.
   */
  async issue(
    db: Rows,
    {
      id,
      purpose,
      version,
      provenance,
    }: Pick<Opened<ConsentEvent>, 'id' | 'purpose' | 'version' | 'provenance'>,
    now: Date,
  ): Promise<(Receipt & { opening: Buffer }) | null> {
    const opening = await db.secret(ConsentEvent, { id }, 'opening');
    if (!opening) return null;
    const { entryId, payload } = readOpening(opening);
    // The words as they were shown, however often they were replaced since.
    const { title, text } = await db.get(PurposeVersion, { purpose, version });
    const asked = await db.get(LibraryPurpose, { key: purpose });
    const library = await this.libraries.answering(db);
    const home = this.setting.config.publicUrl;
    const record = receiptOf({
      entry: entryIdText(entryId),
      event: JSON.parse(payload) as DecisionPayload,
      notice: { title, text },
      provenance,
      purpose: asked,
      library,
      home,
    });
    return {
      document: await this.ledger.document(db, 'receipt', record, [opening], now),
      legalBasis: asked.legalBasis,
      keyAddress: `${home}/api/v1/ledger/${library.slug}/key`,
      opening,
    };
  }

  private async receiptOf(me: Reader, id: string, now: Date): Promise<Receipt> {
    return this.records.in(me, async (db) => {
      const event = await db.get(ConsentEvent, { id, subjectId: me.id });
      const receipt = await this.issue(db, event, now);
      if (!receipt)
        throw conflict(
          'before-ledger',
          'This decision was recorded before the library kept a ledger, so there is no receipt for it. Decide again in the opt-in section to get one.',
        );
      return receipt;
    });
  }
}

function spokenIn({ document }: Receipt, language: string | undefined) {
  return spoken(language ?? document.record.pii_processing.language);
}
