import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LinkHoldsToIncidents1795000004401 implements MigrationInterface {
  async up(db: QueryRunner) {
    // No foreign key: the incident lives in the platform library.
    await db.query('ALTER TABLE legal_hold ADD COLUMN incident_id uuid');
    await db.query(
      'CREATE INDEX legal_hold_incident ON legal_hold (library_id, incident_id, id) WHERE incident_id is not null',
    );
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE legal_hold DROP COLUMN incident_id');
  }
}
