import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EndEvidence1795000004402 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE incident_evidence ADD COLUMN ended_at timestamptz');
    await db.query('ALTER TABLE incident_evidence ALTER COLUMN manifest DROP NOT NULL');
    await db.query(`
      ALTER TABLE incident_evidence ADD CONSTRAINT incident_evidence_ended
        CHECK ((manifest is null) = (ended_at is not null))`);
    await db.query(
      'CREATE INDEX incident_evidence_kept ON incident_evidence (library_id, taken_at) WHERE ended_at is null',
    );
    // A snapshot goes; its hash and what opens its entry stay.
    await db.query('GRANT UPDATE (manifest, ended_at) ON incident_evidence TO carrel_app');
  }

  async down(db: QueryRunner) {
    await db.query('REVOKE UPDATE (manifest, ended_at) ON incident_evidence FROM carrel_app');
    await db.query('DELETE FROM incident_evidence WHERE manifest is null');
    await db.query('ALTER TABLE incident_evidence DROP COLUMN ended_at');
    await db.query('ALTER TABLE incident_evidence ALTER COLUMN manifest SET NOT NULL');
  }
}
