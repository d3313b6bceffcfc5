import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLibraryDirectory1795000000001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE library_directory (
        id          uuid NOT NULL,
        slug        text NOT NULL,
        country     text NOT NULL,
        token_epoch integer NOT NULL DEFAULT 0,
        created_at  timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (id),
        UNIQUE (slug)
      )`);
    await db.query('GRANT SELECT, INSERT ON library_directory TO carrel_app');
    await db.query('GRANT UPDATE (token_epoch) ON library_directory TO carrel_app');
    // The reserved library that platform rows live in.
    await db.query(
      `INSERT INTO library_directory (id, slug, country) VALUES ('00000000-0000-7000-8000-000000000000', 'platform', 'EU')`,
    );
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE library_directory');
  }
}
