import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a library drafts for its readers stands in the ledger by itself. */
export class EnterBreachCommunications1795000005403 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Null: drafted before, and in the ledger by a line of the timeline alone.
    await db.query('ALTER TABLE breach_communication ADD COLUMN opening bytea');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE breach_communication DROP COLUMN opening');
  }
}
