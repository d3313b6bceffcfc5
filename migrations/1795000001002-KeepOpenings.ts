import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed } from './policy.js';

export class KeepOpenings1795000001002 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE access_entry ADD COLUMN opening bytea');
    await db.query(`
      ALTER TABLE consent_event
        ALTER COLUMN evidence DROP NOT NULL, -- of decisions before the ledger
        ADD COLUMN opening bytea,
        ADD COLUMN actor text NOT NULL DEFAULT 'self' CONSTRAINT consent_event_actor CHECK (actor in ('self', 'guardian')),
        ADD ${sealed('consent.opening', 'opening')}`);
  }

  // Fails where decisions were recorded since: their proof is in the opening, and nobody should lose it unasked.
  async down(db: QueryRunner) {
    await db.query(`
      ALTER TABLE consent_event
        DROP CONSTRAINT consent_opening_sealed, DROP COLUMN actor, DROP COLUMN opening, ALTER COLUMN evidence SET NOT NULL`);
    await db.query('ALTER TABLE access_entry DROP COLUMN opening');
  }
}
