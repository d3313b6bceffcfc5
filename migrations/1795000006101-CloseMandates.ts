import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mandate about a reader who is erased before anybody decided is closed. */
export class CloseMandates1795000006101 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE mandate DROP CONSTRAINT mandate_state');
    await db.query(
      `ALTER TABLE mandate ADD CONSTRAINT mandate_state
       CHECK (state in ('waiting', 'confirmed', 'approved', 'refused', 'closed'))`,
    );
  }

  async down(db: QueryRunner) {
    // What is closed was answered and is of nobody; before, it would have gone with the reader.
    await db.query('ALTER TABLE mandate NO FORCE ROW LEVEL SECURITY');
    await db.query(`DELETE FROM mandate WHERE state = 'closed'`);
    await db.query('ALTER TABLE mandate FORCE ROW LEVEL SECURITY');
    await db.query('ALTER TABLE mandate DROP CONSTRAINT mandate_state');
    await db.query(
      `ALTER TABLE mandate ADD CONSTRAINT mandate_state
       CHECK (state in ('waiting', 'confirmed', 'approved', 'refused'))`,
    );
  }
}
