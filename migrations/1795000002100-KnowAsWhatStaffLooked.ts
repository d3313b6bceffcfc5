import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reader is told as what somebody looked, so that nobody has to be named. */
export class KnowAsWhatStaffLooked1795000002100 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE access_entry
        ADD COLUMN actor_role text,
        ADD CONSTRAINT access_entry_actor_role CHECK (actor_role IN ('owner', 'librarian', 'security-officer'))`);
    // Whoever asks who looked at them is answered at once, however many others were looked at.
    await db.query('CREATE EXTENSION IF NOT EXISTS btree_gin');
    await db.query(
      'CREATE INDEX access_entry_subject_ids ON access_entry USING gin (library_id, subject_ids)',
    );
  }

  async down(db: QueryRunner) {
    await db.query('DROP INDEX access_entry_subject_ids');
    await db.query('DROP EXTENSION btree_gin');
    await db.query('ALTER TABLE access_entry DROP COLUMN actor_role');
  }
}
