import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepServedNotices1795000001101 implements MigrationInterface {
  async up(db: QueryRunner) {
    // When the notice was served that a decision answers, and the id of that serving; null: nothing proves a serving.
    await db.query('ALTER TABLE consent_event ADD COLUMN served_at timestamptz, ADD COLUMN served_id uuid');
    await db.query(`
      ALTER TABLE consent_event ADD CONSTRAINT consent_event_served
        CHECK ((served_at is null) = (served_id is null))`);
    await db.query(`
      CREATE UNIQUE INDEX consent_event_served_once ON consent_event (library_id, subject_id, served_id, decision)
        WHERE served_id is not null`);
  }

  async down(db: QueryRunner) {
    await db.query('DROP INDEX consent_event_served_once');
    await db.query('ALTER TABLE consent_event DROP CONSTRAINT consent_event_served');
    await db.query('ALTER TABLE consent_event DROP COLUMN served_at, DROP COLUMN served_id');
  }
}
