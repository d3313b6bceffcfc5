import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReplayErasures1795000002301 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Null: a restore found the erasure in the erasure ledger, which does not say who had asked.
    await db.query('ALTER TABLE erasure ALTER COLUMN asked_by DROP NOT NULL');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE erasure NO FORCE ROW LEVEL SECURITY');
    await db.query(`UPDATE erasure SET asked_by = 'library' WHERE asked_by IS NULL`);
    await db.query('ALTER TABLE erasure FORCE ROW LEVEL SECURITY');
    await db.query('ALTER TABLE erasure ALTER COLUMN asked_by SET NOT NULL');
  }
}
