import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ApiKeyRecord, type Scope } from '../../foundation/access/api-key.entity.js';
import { LibraryDirectory } from '../../foundation/access/library-directory.entity.js';
import { newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { notFound, conflict } from '../../foundation/http/problem.js';
import { namedIn, type Controller } from '../../foundation/law/controllers.js';
import type { Place } from '../../foundation/law/place.js';
import { versionOf } from '../../foundation/law/text-version.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { agreementTexts } from './agreement-texts.js';
import { Agreement, Library } from './library.entity.js';

/** What a new library is made from; it is private and in no region unless it says otherwise. */
export interface NewLibrary extends Partial<Place> {
  slug: string;
  name: string;
  country: string;
  languages: string[];
  controller: Controller;
  origins?: string[];
}

/** Libraries: who they are, what they ask readers to agree to, and which keys their systems hold. */
@Injectable()
export class LibrariesService {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly records: Records,
  ) {}

  /** The id behind a slug. @throws 404 */
  async idOf(slug: string): Promise<string> {
    const found = await this.source.query<{ id: string }[]>(
      `select id from ${TABLE} where slug = $1 and slug <> 'platform'`,
      [slug],
    );
    if (!found[0]) throw notFound();
    return found[0].id;
  }

  /** The library behind a slug, the platform's own among them, for what everybody may read. @throws 404 */
  async logOf(slug: string): Promise<string> {
    return slug === 'platform' ? PLATFORM : this.idOf(slug);
  }

  /** Every library's id and slug, for jobs that look after all. */
  async directory(): Promise<Pick<LibraryDirectory, 'id' | 'slug' | 'country'>[]> {
    return this.source.query<LibraryDirectory[]>(
      `select id, slug, country from ${TABLE} where slug <> 'platform' order by id`,
    );
  }

  /** Those of them whose rows may change now; a job goes on with the others once they are no longer read-only. */
  async changeable(): Promise<Pick<LibraryDirectory, 'id' | 'slug' | 'country'>[]> {
    return this.source.query<LibraryDirectory[]>(
      `select id, slug, country from ${TABLE} where slug <> 'platform' and not 'read-only' = any(restraints)
         and not exists (select 1 from ${TABLE} where slug = 'platform' and 'read-only' = any(restraints)) order by id`,
    );
  }

  /** The slugs of libraries, by id; the platform's own among them. */
  async slugsOf(ids: string[]): Promise<Map<string, string>> {
    const found = await this.source.query<{ id: string; slug: string }[]>(
      `select id, slug from ${TABLE} where id = any($1::uuid[])`,
      [ids],
    );
    return new Map(found.map(({ id, slug }) => [id, slug]));
  }

  /** Enters a library in the directory with its keys; `furnish` adds what other modules keep of it, in one transaction. */
  async create(library: NewLibrary, furnish: (db: Rows, id: string) => Promise<void>): Promise<string> {
    const { origins = [], ...kept } = library;
    const { slug, country, languages, controller } = kept;
    const id = uuidv7();
    await this.records.in(aJob('library create', id), async (db) => {
      const { rowCount } = await db.tell(
        `insert into ${TABLE} (id, slug, country, origins) values ($1, $2, $3, $4) on conflict do nothing`,
        [id, slug, country, origins],
      );
      if (!rowCount) throw conflict('taken', `A library is called "${slug}" already. Choose another slug.`);
      await db.foundLibrary();
      await db.insert(Library, { id, ...kept });
      for (const language of languages) {
        const { title, text } = agreementTexts(language, controller);
        await db.insert(Agreement, { language, title, text, version: versionOf(language, title, text) });
      }
      await furnish(db, id);
    });
    return id;
  }

  /** The library with its controller and the current agreement, in the language or the nearest it has. */
  async describe(me: SignedIn, language?: string) {
    return this.records.in(me, async (db) => {
      const { slug, name, languages, controller, ...where } = await db.get(Library, {});
      const texts = await db.all(Agreement, { supersededAt: null });
      const wanted = language ?? languages[0];
      const agreement =
        texts.find((one) => one.language === wanted) ??
        texts.find((one) => one.language === languages[0]) ??
        texts[0];
      if (!agreement) throw notFound();
      const { version, title, text } = agreement;
      return {
        slug,
        name,
        ...placeOf(where),
        languages,
        controller: namedIn([wanted ?? '', ...languages], controller),
        agreement: { version: version.toString('hex'), title, text, language: agreement.language },
      };
    });
  }

  /** How the library is called, where it is and what it speaks, inside the caller's transaction. */
  async named(db: Rows): Promise<Pick<Library, 'slug' | 'name' | 'languages'> & Place> {
    const { slug, name, languages, ...where } = await db.get(Library, {});
    return { slug, name, languages, ...placeOf(where) };
  }

  /** Says anew where a library is. Deadlines that are counted already stay as they were told. @throws 404 */
  async place(slug: string, changes: Partial<Omit<Place, 'country'>>): Promise<Place> {
    return this.records.in(aJob('library change', await this.idOf(slug)), async (db) => {
      await db.update(Library, {}, changes);
      return placeOf(await db.get(Library, {}));
    });
  }

  /** For how many days a reader may take an erasure back, inside the caller's transaction. */
  async erasureGraceDays(db: Rows): Promise<number> {
    return (await db.get(Library, {})).erasureGraceDays;
  }

  /** Changes for how many days a reader may take an erasure back; those that wait keep their day. */
  async changeErasureGrace(me: SignedIn, days: number): Promise<void> {
    await this.records.in(me, (db) => db.update(Library, {}, { erasureGraceDays: days }));
  }

  /** After how many months without a sign of life readers are erased; null: never. */
  async inactiveMonths(db: Rows): Promise<number | null> {
    return (await db.get(Library, {})).inactiveMonths;
  }

  /** Changes it: 6 to 120, or null for never. */
  async changeInactiveMonths(db: Rows, months: number | null): Promise<void> {
    await db.update(Library, {}, { inactiveMonths: months });
  }

  /** Who answers for the library, inside the caller's transaction. */
  async answering(db: Rows): Promise<Pick<Library, 'id' | 'slug' | 'controller'> & Place> {
    const { id, slug, controller, ...where } = await db.get(Library, {});
    return { id, slug, controller, ...placeOf(where) };
  }

  /** True when the version a reader accepted is none of the library's current texts, or none was. */
  async isAgreementDue(db: Rows, accepted: Buffer | null): Promise<boolean> {
    return !accepted || (await db.count(Agreement, { version: accepted, supersededAt: null })) === 0;
  }

  /** Makes a key for the library's own systems; the key itself is shown once and kept nowhere. */
  async createApiKey(db: Rows, name: string, scopes: Scope[]): Promise<string> {
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    await db.insert(ApiKeyRecord, { name, scopes, tokenHash: hash });
    return token;
  }
}

function placeOf({ country, region, body, timeZone }: Place): Place {
  return { country, region, body, timeZone };
}

const TABLE = 'library_directory';
