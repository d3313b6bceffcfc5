import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnowUnconfirmedChildren1795000000902 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE subject ADD COLUMN address_unconfirmed boolean NOT NULL DEFAULT false');
    // The owner sees rows of all libraries only while its own policy is not forced upon it.
    await db.query('ALTER TABLE reader NO FORCE ROW LEVEL SECURITY');
    await db.query('ALTER TABLE subject NO FORCE ROW LEVEL SECURITY');
    await db.query(`
      UPDATE subject s SET address_unconfirmed = true FROM reader r
      WHERE r.library_id = s.library_id AND r.id = s.id
        AND r.state = 'active' AND r.guardian IS NOT NULL AND r.email_confirmed_at IS NULL`);
    await db.query('ALTER TABLE subject FORCE ROW LEVEL SECURITY');
    await db.query('ALTER TABLE reader FORCE ROW LEVEL SECURITY');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE subject DROP COLUMN address_unconfirmed');
  }
}
