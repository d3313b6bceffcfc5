import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened, Page, Where } from '../../foundation/data-map/shapes.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { PAGE, type PageOptions, type Rows } from '../../foundation/records/rows.js';
import type { ItemChanges, ItemShape, NewItem } from './item-dto.js';
import { Item, ItemFile } from './item.entity.js';
import { matcher } from './item-search.js';

const AT_A_TIME = 200;
/** A search opens at most so many titles a request; the cursor goes on from there. */
const MOST_OPENED = 5_000;

/** What a library holds. Titles are sealed, so that a search opens them page by page and looks. */
@Injectable()
export class ItemsService {
  constructor(private readonly records: Records) {}

  /** Adds an item and gives its id; its file follows. */
  async add(me: SignedIn, { authors = [], ...rest }: NewItem): Promise<{ id: string }> {
    return this.records.in(me, async (db) => ({ id: await db.insert(Item, { ...rest, authors }) }));
  }

  /** Changes what is said of an item. @throws 404 */
  async change(me: SignedIn, id: string, { description, ...rest }: ItemChanges): Promise<ItemShape> {
    return this.records.in(me, async (db) => {
      await db.get(Item, { id }, 'for update');
      await db.update(
        Item,
        { id },
        { ...rest, ...(description === undefined ? {} : { description: description || null }) },
      );
      return this.shown(db, { id });
    });
  }

  /** One item. Readers see available ones only. @throws 404 */
  async show(me: SignedIn, id: string): Promise<ItemShape> {
    return this.records.in(me, (db) => this.shown(db, visibleTo(me, { id })));
  }

  /** One page, of those whose title or authors hold every word of the search. */
  async list(me: SignedIn, search: string, page: PageOptions): Promise<Page<ItemShape>> {
    return this.records.in(me, async (db) => {
      const { items, next } = await found(db, visibleTo(me, {}), search, page);
      return { items: await shapes(db, items), next };
    });
  }

  /** What loans show of their items, by id; items that are gone are missing. */
  async named(db: Rows, ids: string[]): Promise<Map<string, Opened<Item>>> {
    if (!ids.length) return new Map();
    const items = await db.all(Item, { id: [...new Set(ids)] });
    return new Map(items.map((item) => [item.id, item]));
  }

  /** @throws 404 unless the item is one that readers may borrow */
  async demandAvailable(db: Rows, id: string): Promise<void> {
    if (!(await db.count(Item, { id, state: 'available' }))) throw notFound();
  }

  private async shown(db: Rows, where: Where<Item>): Promise<ItemShape> {
    const [shape] = await shapes(db, [await db.get(Item, where)]);
    if (!shape) throw notFound();
    return shape;
  }
}

function visibleTo(me: SignedIn, where: Where<Item>): Where<Item> {
  return me.kind === 'reader' ? { ...where, state: 'available' } : where;
}

async function found(
  db: Rows,
  where: Where<Item>,
  search: string,
  { after, limit = PAGE, skip }: PageOptions,
) {
  if (!search.trim()) return db.page(Item, where, { after, limit, skip });
  const isMatch = matcher(search);
  const items: Opened<Item>[] = [];
  let next: string | null = after ?? null;
  for (let opened = 0; opened < MOST_OPENED; opened += AT_A_TIME) {
    const page: Page<Opened<Item>> = await db.page(Item, where, {
      after: next ?? undefined,
      limit: AT_A_TIME,
    });
    for (const item of page.items) {
      if (!isMatch(item)) continue;
      if (items.length === limit) return { items, next: items.at(-1)?.id ?? null };
      items.push(item);
    }
    next = page.next;
    if (next === null) break;
  }
  return { items, next };
}

async function shapes(db: Rows, items: Opened<Item>[]): Promise<ItemShape[]> {
  if (!items.length) return [];
  const files = await db.all(ItemFile, { itemId: items.map((item) => item.id), state: 'kept' });
  const fileOf = new Map(files.map(({ itemId, mediaType, size }) => [itemId, { mediaType, size }]));
  return items.map(({ id, title, authors, description, language, state, createdAt }) => ({
    id,
    title,
    authors,
    description,
    language,
    state,
    file: fileOf.get(id) ?? null,
    createdAt,
  }));
}
