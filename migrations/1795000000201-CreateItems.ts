import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateItems1795000000201 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE item (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        state       text NOT NULL DEFAULT 'available' CONSTRAINT item_state CHECK (state in ('available', 'withdrawn')),
        title       bytea NOT NULL,
        authors     bytea NOT NULL,
        description bytea,
        language    bytea,
        created_at  timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('item.title', 'title')},
        ${sealed('item.authors', 'authors')},
        ${sealed('item.description', 'description')},
        ${sealed('item.language', 'language')}
      )`);
    await db.query('CREATE INDEX item_listed ON item (library_id, state, id)');
    await shut(db, 'item');
    await db.query(`
      CREATE TABLE item_file (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        item_id    uuid NOT NULL,
        state      text NOT NULL DEFAULT 'arriving' CONSTRAINT item_file_state CHECK (state in ('arriving', 'kept', 'leaving')),
        media_type text NOT NULL CONSTRAINT item_file_media_type
                   CHECK (media_type in ('application/epub+zip', 'application/pdf', 'text/plain')),
        size       bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      `CREATE UNIQUE INDEX item_file_kept ON item_file (library_id, item_id) WHERE state = 'kept'`,
    );
    await db.query(
      `CREATE INDEX item_file_passing ON item_file (library_id, created_at) WHERE state in ('arriving', 'leaving')`,
    );
    await shut(db, 'item_file');
    await db.query(`
      CREATE TABLE loan (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        reader_id   uuid NOT NULL,
        state       text NOT NULL DEFAULT 'active' CONSTRAINT loan_state CHECK (state in ('active', 'returned')),
        item_id     bytea NOT NULL, -- sealed: what people read is nobody's business
        position    bytea,
        lent_at     timestamptz NOT NULL,
        due_at      timestamptz NOT NULL,
        returned_at timestamptz,
        PRIMARY KEY (library_id, id),
        ${sealed('loan.item', 'item_id')},
        ${sealed('loan.position', 'position')}
      )`);
    await db.query('CREATE INDEX loan_reader ON loan (library_id, reader_id, id)');
    await shut(db, 'loan');
  }

  async down(db: QueryRunner) {
    for (const table of ['loan', 'item_file', 'item']) await db.query(`DROP TABLE ${table}`);
  }
}
