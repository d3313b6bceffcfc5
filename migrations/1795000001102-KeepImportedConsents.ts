import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed } from './policy.js';

const SURFACES = ['sign-up', 'opt-in-section', 'unsubscribe', 'api', 'owner'];
const surfaces = (names: string[]) => `surface in (${names.map((name) => `'${name}'`).join(', ')})`;

export class KeepImportedConsents1795000001102 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Words that were shown elsewhere are kept so that their hash refers to something; they never become current.
    await db.query(`
      ALTER TABLE purpose_version
        ADD COLUMN origin text NOT NULL DEFAULT 'published',
        ADD CONSTRAINT purpose_version_origin CHECK (origin in ('published', 'imported')),
        ADD CONSTRAINT purpose_version_imported CHECK (origin = 'published' or replaced_at is not null)`);
    await db.query('ALTER TABLE consent ADD COLUMN is_imported boolean NOT NULL DEFAULT false');
    await db.query('ALTER TABLE consent_event DROP CONSTRAINT consent_event_surface');
    await db.query(`
      ALTER TABLE consent_event
        ADD COLUMN decided_at timestamptz,
        ADD COLUMN provenance bytea,
        ADD ${sealed('consent.provenance', 'provenance')},
        ADD CONSTRAINT consent_event_surface CHECK (${surfaces([...SURFACES, 'imported'])}),
        ADD CONSTRAINT consent_event_imported CHECK
          ((surface = 'imported') = (decided_at is not null) and (surface = 'imported') = (provenance is not null))`);
  }

  async down(db: QueryRunner) {
    await db.query(`
      ALTER TABLE consent_event
        DROP CONSTRAINT consent_event_surface, DROP CONSTRAINT consent_event_imported,
        DROP COLUMN provenance, DROP COLUMN decided_at`);
    // Evidence is never deleted: the old rule binds new rows only.
    await db.query(`
      ALTER TABLE consent_event ADD CONSTRAINT consent_event_surface CHECK (${surfaces(SURFACES)}) NOT VALID`);
    await db.query('ALTER TABLE consent DROP COLUMN is_imported');
    await db.query(`
      ALTER TABLE purpose_version
        DROP CONSTRAINT purpose_version_imported, DROP CONSTRAINT purpose_version_origin, DROP COLUMN origin`);
  }
}
