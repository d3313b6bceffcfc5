import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OweErasureLines1795000005500 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Of those that wait already nobody knows whether their line was written: a line twice is taken for one.
    await db.query(`
      ALTER TABLE waiting_erasure ADD COLUMN unrecorded text DEFAULT 'waits'
        CONSTRAINT waiting_erasure_unrecorded CHECK (unrecorded in ('waits', 'taken-back'))`);
    await db.query(
      'CREATE INDEX waiting_erasure_owed ON waiting_erasure (library_id) WHERE unrecorded is not null',
    );
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE waiting_erasure DROP COLUMN unrecorded');
  }
}
