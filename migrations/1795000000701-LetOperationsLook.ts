import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetOperationsLook1795000000701 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Names of migrations, so that an instance knows whether the schema is its own version's.
    await db.query('GRANT SELECT ON migration TO carrel_app');
    // Read before anybody is known, by the browser's question whether a page of another origin may ask.
    await db.query(`ALTER TABLE library_directory ADD COLUMN origins text[] NOT NULL DEFAULT '{}'`);
    await db.query('GRANT UPDATE (origins) ON library_directory TO carrel_app');
    await db.query('ALTER TABLE library DROP COLUMN origins');
  }

  async down(db: QueryRunner) {
    await db.query(`ALTER TABLE library ADD COLUMN origins text[] NOT NULL DEFAULT '{}'`);
    await db.query('ALTER TABLE library_directory DROP COLUMN origins');
    await db.query('REVOKE SELECT ON migration FROM carrel_app');
  }
}
