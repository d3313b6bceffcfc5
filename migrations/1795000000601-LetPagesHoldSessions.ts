import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetPagesHoldSessions1795000000601 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE session ADD COLUMN page_epochs int[]');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE session DROP COLUMN page_epochs');
  }
}
