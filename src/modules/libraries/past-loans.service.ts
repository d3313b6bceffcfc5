import { Injectable } from '@nestjs/common';
import { aJob, type Reader } from '../../foundation/access/signed-in.js';
import { broughtId, notYet, type Brought, type BroughtRow } from '../../foundation/data-map/bringing.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { PastLoan, type PastItem } from './past-loan.entity.js';

const ROWS_AT_ONCE = 500;
const LONGEST = 500;

/** What readers had on loan elsewhere and brought along, so that their history of reading is whole. */
@Injectable()
export class PastLoansService {
  constructor(
    private readonly records: Records,
    map: DataMap,
  ) {
    map.onBringing({
      tables: ['loan', 'past_loan'],
      faults: ({ rows, now }) => [
        ...notYet(rows('loan'), 'loan', 'lentAt', now),
        ...notYet(rows('past_loan'), 'past_loan', 'lentAt', now),
      ],
      count: (brought, table) => Promise.resolve(brought.rows(table).filter((row) => itemOf(row)).length),
      take: (brought) => this.take(brought),
    });
  }

  /** The latest first. */
  async list(me: Reader, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(PastLoan, { readerId: me.id }, { ...page, order: 'newest' });
      return {
        items: items.map(({ id, item, broughtFrom, lentAt, returnedAt }) => {
          return { id, item, broughtFrom, lentAt, returnedAt };
        }),
        next,
      };
    });
  }

  /** @throws 404 */
  async remove(me: Reader, id: string): Promise<void> {
    if (!(await this.records.in(me, (db) => db.delete(PastLoan, { id, readerId: me.id })))) throw notFound();
  }

  private async take(brought: Brought) {
    const rows = ['loan', 'past_loan'].flatMap((table) =>
      brought.rows(table).flatMap((row) => made(brought, table, row)),
    );
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
      const batch = rows.slice(i, i + ROWS_AT_ONCE);
      await this.records.in(aJob('imports', brought.libraryId), (db) =>
        db.insertMany(PastLoan, batch, { do: 'ignore' }),
      );
    }
  }
}

function made(brought: Brought, table: string, row: BroughtRow) {
  const item = itemOf(row);
  if (!item) return [];
  return [
    {
      id: broughtId(brought, table, String(row.id)),
      readerId: brought.subjectId,
      item,
      broughtFrom: typeof row.broughtFrom === 'string' ? row.broughtFrom : brought.from,
      lentAt: new Date(String(row.lentAt)),
      returnedAt: typeof row.returnedAt === 'string' ? new Date(row.returnedAt) : null,
    },
  ];
}

/** What it was, in words; undefined where the file tells only an id of the other library. */
function itemOf({ item }: BroughtRow): PastItem | undefined {
  if (typeof item !== 'object' || item === null || !('title' in item)) return undefined;
  const authors: unknown[] = 'authors' in item && Array.isArray(item.authors) ? item.authors : [];
  return {
    title: String(item.title).slice(0, LONGEST).toWellFormed(),
    authors: authors.slice(0, 20).map((one) => String(one).slice(0, LONGEST).toWellFormed()),
  };
}
