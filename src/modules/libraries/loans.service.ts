import { Injectable } from '@nestjs/common';
import { aJob, type Reader } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { Sendable } from '../../foundation/files/send-file.js';
import { conflict, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { ItemFilesService } from './item-files.service.js';
import type { LoanShape } from './item-dto.js';
import type { Item } from './item.entity.js';
import { ItemsService } from './items.service.js';
import { Loan } from './loan.entity.js';

const LOAN_MS = 21 * 86_400_000;
const MOST_LOANS = 50;

/** Borrowing, reading on and giving back. A loan that is due is back by itself. */
@Injectable()
export class LoansService {
  constructor(
    private readonly records: Records,
    private readonly items: ItemsService,
    private readonly files: ItemFilesService,
    map: DataMap,
  ) {
    map.describe('loan', { property: 'item', of: (library, rows) => this.titles(library, rows) });
  }

  /** Lends an item for three weeks. @throws 404; 409 when the reader has it, or has as much as one may have */
  async borrow(me: Reader, itemId: string, now: Date): Promise<{ id: string; dueAt: Date }> {
    const dueAt = new Date(now.getTime() + LOAN_MS);
    return this.records.in(me, async (db) => {
      await this.items.demandAvailable(db, itemId);
      // Item ids are sealed, so that no unique index can tell two loans of one item: the reader's own row stands in.
      await db.get(Subject, { id: me.id }, 'for update');
      const open = await openLoans(db, me, now);
      if (open.some((loan) => loan.itemId === itemId))
        throw conflict('borrowed-already', 'You have borrowed this item. Read on, or return it first.');
      if (open.length >= MOST_LOANS)
        throw conflict('too-many-loans', `You have ${MOST_LOANS} items on loan. Return one first.`);
      return { id: await db.insert(Loan, { readerId: me.id, itemId, lentAt: now, dueAt }), dueAt };
    });
  }

  /** The reader's loans, the latest first. */
  async list(me: Reader, page: PageOptions, now: Date) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Loan, { readerId: me.id }, { ...page, order: 'newest' });
      const named = await this.items.named(
        db,
        items.map((loan) => loan.itemId),
      );
      return { items: items.map((loan) => shapeOf(loan, named.get(loan.itemId), now)), next };
    });
  }

  /** One loan. @throws 404 */
  async show(me: Reader, id: string, now: Date): Promise<LoanShape> {
    return this.records.in(me, (db) => this.shown(db, me, id, now));
  }

  /** Gives an item back; giving it back again changes nothing. @throws 404 */
  async giveBack(me: Reader, id: string, now: Date): Promise<LoanShape> {
    return this.records.in(me, async (db) => {
      await db.update(
        Loan,
        { id, readerId: me.id, state: 'active', dueAt: { after: now } },
        { state: 'returned', returnedAt: now },
      );
      return this.shown(db, me, id, now);
    });
  }

  /** Remembers where the reader stopped. @throws 404; 409 when the item is back */
  async remember(me: Reader, id: string, position: string, now: Date): Promise<LoanShape> {
    return this.records.in(me, async (db) => {
      const where = { id, readerId: me.id, state: 'active' as const, dueAt: { after: now } };
      const changed = await db.update(Loan, where, { position });
      const loan = await this.shown(db, me, id, now);
      if (!changed) throw conflict('returned', 'This loan has ended. Borrow the item again to read on.');
      return loan;
    });
  }

  /** The file of an item that the reader has on loan. @throws 404; 403 without a loan */
  async read(me: Reader, itemId: string, now: Date): Promise<Sendable> {
    return this.records.in(me, async (db) => {
      await this.items.demandAvailable(db, itemId);
      const open = await openLoans(db, me, now);
      if (!open.some((loan) => loan.itemId === itemId))
        throw new Problem(403, 'borrow-first', 'Borrow this item first: POST /me/loans.');
      return this.files.kept(db, itemId);
    });
  }

  /** What a copy of loans calls the items: their ids say nothing to anybody else. */
  private async titles({ libraryId }: { libraryId: string }, rows: Record<string, unknown>[]) {
    const ids = rows.map(({ itemId }) => String(itemId));
    const named = await this.records.in(aJob('loans', libraryId), (db) => this.items.named(db, ids));
    return ids.map((id) => {
      const item = named.get(id);
      return item ? { title: item.title, authors: item.authors } : null;
    });
  }

  private async shown(db: Rows, me: Reader, id: string, now: Date): Promise<LoanShape> {
    const loan = await db.get(Loan, { id, readerId: me.id });
    return shapeOf(loan, (await this.items.named(db, [loan.itemId])).get(loan.itemId), now);
  }
}

function openLoans(db: Rows, me: Reader, now: Date): Promise<Opened<Loan>[]> {
  return db.all(Loan, { readerId: me.id, state: 'active', dueAt: { after: now } });
}

function shapeOf(loan: Opened<Loan>, item: Opened<Item> | undefined, now: Date): LoanShape {
  const { id, itemId, position, lentAt, dueAt } = loan;
  const isBack = loan.state === 'returned' || dueAt <= now;
  return {
    id,
    itemId,
    item: item ? { id: itemId, title: item.title, authors: item.authors } : null,
    state: isBack ? 'returned' : 'active',
    position,
    lentAt,
    dueAt,
    returnedAt: loan.returnedAt ?? (isBack ? dueAt : null),
  };
}
