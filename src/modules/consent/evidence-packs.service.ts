import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { refuseFrozenExports } from '../../foundation/access/restraints.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { notFound, Problem } from '../../foundation/http/problem.js';
import { EvidencePack, once, type PackedFile, type Packing } from '../../foundation/ledger/evidence-pack.js';
import { Ledger } from '../../foundation/ledger/ledger.js';
import { LogExport } from '../../foundation/ledger/log-export.js';
import { holdsEvidence } from '../../foundation/records/openings.js';
import { Records } from '../../foundation/records/records.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { ConsentEvent } from './consent.entity.js';
import { HOW_TO_VERIFY } from './evidence-words.js';
import { ReceiptsService } from './receipts.service.js';

type Decision = Opened<ConsentEvent>;

/** A pack on its way: what its list will say besides the files, and the entries that its receipts opened. */
interface Making {
  me: SignedIn;
  subjectId: string;
  now: Date;
  openings: Buffer[];
}

/** What a court is handed to verify a reader's consent offline (Art. 7(1), 17(3)(e)). */
@Injectable()
export class EvidencePacksService {
  constructor(
    private readonly records: Records,
    private readonly receipts: ReceiptsService,
    private readonly ledger: Ledger,
    private readonly log: LogExport,
    private readonly libraries: LibrariesService,
  ) {}

  /**
   * Everything that was ever decided by a reader, with proof, as a ZIP that is made while it is read. It works for
   * readers who were erased, as long as their evidence is kept.
   * @throws 404 for whom the library does not know; 410 once the evidence is gone
   */
  async of(me: SignedIn, subjectId: string, now: Date): Promise<{ name: string; stream: Readable }> {
    const { slug, decisions, older } = await this.decisionsOf(me, subjectId);
    const making: Making = { me, subjectId, now, openings: [] };
    const packings: Packing[] = [
      ...decisions.map((one) => this.receipt(making, one)),
      ...(older.length
        ? [{ name: 'before-the-ledger.json', content: () => once(() => Promise.resolve(earlier(older))) }]
        : []),
      // After the receipts, so that it reaches as far as their proofs.
      { name: `${slug}.log.jsonl`, content: () => this.log.lines(me.libraryId) },
      { name: 'how-to-verify.txt', content: () => once(() => Promise.resolve(HOW_TO_VERIFY)) },
    ];
    const stream = new EvidencePack(now).stream(packings, (files) => this.list(making, files));
    return { name: `evidence-${subjectId}.zip`, stream };
  }

  private decisionsOf(me: SignedIn, subjectId: string) {
    return this.records.in(me, async (db) => {
      await refuseFrozenExports(db);
      if (!(await db.count(ConsentEvent, { subjectId }))) throw notFound();
      if (!(await holdsEvidence(db, subjectId)))
        throw new Problem(
          410,
          'evidence-gone',
          'The key of this evidence was destroyed at the end of its retention. Nothing opens it any more.',
        );
      const { slug } = await this.libraries.answering(db);
      const { rows } = await db.tell(
        'select id from consent_event where library_id = $1 and subject_id = $2 and opening is null',
        [me.libraryId, subjectId],
      );
      const unlogged = new Set(rows.map(({ id }) => id));
      const decisions: Decision[] = [];
      const older: Decision[] = [];
      for await (const one of db.each(ConsentEvent, { subjectId }))
        (unlogged.has(one.id) ? older : decisions).push(one);
      return { slug, decisions, older };
    });
  }

  private receipt(making: Making, decision: Decision): Packing {
    const { me, now, openings } = making;
    const make = () =>
      this.records.in(me, async (db) => {
        const receipt = await this.receipts.issue(db, decision, now);
        if (!receipt) throw notFound();
        openings.push(receipt.opening);
        return text(receipt.document);
      });
    return { name: `receipt-${decision.id}.proof.json`, content: () => once(make) };
  }

  private list({ me, subjectId, now, openings }: Making, files: PackedFile[]): Promise<string> {
    return this.records.in(me, async (db) =>
      text(
        await this.ledger.document(
          db,
          'evidence-pack',
          { pii_principal_id: subjectId, files },
          openings,
          now,
        ),
      ),
    );
  }
}

function earlier(decisions: Decision[]): string {
  return text(decisions.map(({ id, evidence }) => ({ id, ...evidence })));
}

function text(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
