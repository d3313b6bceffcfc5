import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaceDrills1795000004301 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE incident ADD COLUMN pace integer NOT NULL DEFAULT 1
        CONSTRAINT incident_pace CHECK (pace between 1 and 10000 and (mode <> 'live' or pace = 1))`);
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE incident DROP COLUMN pace');
  }
}
