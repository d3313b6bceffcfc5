import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PlaceLibraries1795000002000 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE library
        ADD COLUMN region text -- ISO 3166-2 without the country's prefix
          CONSTRAINT library_region CHECK (region ~ '^[A-Z0-9]{1,3}$'),
        ADD COLUMN body text NOT NULL DEFAULT 'private'
          CONSTRAINT library_body CHECK (body in ('public', 'private')),
        ADD COLUMN time_zone text -- null: the country's`);
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE library DROP COLUMN region, DROP COLUMN body, DROP COLUMN time_zone');
  }
}
