import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnowConfirmedAddresses1795000000152 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE reader ADD COLUMN email_confirmed_at timestamptz');
    // The owner sees rows of all libraries only while its own policy is not forced upon it.
    await db.query('ALTER TABLE reader NO FORCE ROW LEVEL SECURITY');
    await db.query(`
      UPDATE reader SET email_confirmed_at = created_at WHERE state = 'active' AND guardian IS NULL`);
    await db.query('ALTER TABLE reader FORCE ROW LEVEL SECURITY');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE reader DROP COLUMN email_confirmed_at');
  }
}
