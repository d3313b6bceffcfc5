import { Injectable } from '@nestjs/common';
import type { Reader } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { CorrectableService } from './correctable.service.js';
import { CorrectionProposal } from './correction-proposal.entity.js';
import type { NewCorrection } from './corrections.dto.js';
import { DataSubjectRequest, OPEN_STATES } from './request.entity.js';
import { RequestsService } from './requests.service.js';

/** Corrections of the library's own record, as readers ask for them (Art. 16). */
@Injectable()
export class CorrectionsService {
  constructor(
    private readonly records: Records,
    private readonly requests: RequestsService,
    private readonly correctable: CorrectableService,
  ) {}

  /**
   * Asks for a correction, as part of the reader's open request for rectification or of a new one.
   * @throws 404 a row that is not there or not the reader's; 409 while one is asked for; 422 a datum that is corrected otherwise
   */
  async ask(me: Reader, { datum, row, value, why }: NewCorrection, now: Date) {
    this.correctable.demand(datum);
    if (row === undefined) throw invalid('/row', 'Name the row that the datum stands in, by its id.');
    const place = { datum, rowId: row, subjectId: me.id };
    return this.records.in(me, async (db) => {
      if ((await this.correctable.present(db, place)) === null) throw noSuchRow();
      const open = await db.find(CorrectionProposal, { datum, rowId: row, state: 'open' });
      if (open) throw askedAlready(open.id);
      const requestId = await this.requestOf(db, me.id, now);
      const id = await db.insert(CorrectionProposal, { ...place, requestId, value, why, askedAt: now });
      return correctionShape(await db.get(CorrectionProposal, { id }));
    });
  }

  /** The reader's own, the latest first. */
  async mine(me: Reader, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const options = { order: 'newest', ...page } as const;
      const { items, next } = await db.page(CorrectionProposal, { subjectId: me.id }, options);
      return { items: items.map(correctionShape), next };
    });
  }

  /** What is recorded now of a datum that is corrected this way; null where there is no such row of the reader's. */
  async recorded(me: Reader, datum: string, row: string): Promise<string | null> {
    this.correctable.demand(datum);
    return this.records.in(me, (db) => this.correctable.present(db, { datum, rowId: row, subjectId: me.id }));
  }

  private async requestOf(db: Rows, subjectId: string, now: Date): Promise<string> {
    const open = { subjectId, kind: 'rectification', state: OPEN_STATES } as const;
    const request = await db.find(DataSubjectRequest, open);
    return request?.id ?? this.requests.open(db, subjectId, 'rectification', now);
  }
}

/** A correction as its reader sees it. */
export function correctionShape(proposal: Opened<CorrectionProposal>) {
  const {
    id,
    requestId: request,
    datum,
    rowId: row,
    value,
    why,
    state,
    askedAt,
    reason,
    decidedAt,
  } = proposal;
  return { id, request, datum, row, value, why, state, askedAt, reason, decidedAt };
}

const noSuchRow = () => {
  const detail =
    'There is no such row of yours with this datum. Take the id from your copy or from its list.';
  return new Problem(404, 'not-found', detail, [{ pointer: '/row', detail }]);
};

const askedAlready = (id: string) =>
  conflict('asked-already', 'A correction of this datum waits for the library already. Read its state.', {
    id,
  });
