import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateRetentionRuns1795000002600 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE retention_run (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        as_of       timestamptz NOT NULL,
        outcome     text NOT NULL CONSTRAINT retention_run_outcome CHECK (outcome in ('done', 'failed')),
        counts      jsonb NOT NULL,
        warned      integer NOT NULL,
        erased      integer NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        opening     bytea,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX retention_run_as_of ON retention_run (library_id, as_of)');
    await shut(db, 'retention_run', 'select, insert');
    await db.query(`
      CREATE TABLE retention_progress (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        as_of       timestamptz NOT NULL,
        counts      jsonb NOT NULL DEFAULT '{}',
        warned      integer NOT NULL DEFAULT 0,
        erased      integer NOT NULL DEFAULT 0,
        attempts    integer NOT NULL DEFAULT 1,
        lease_until timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id)
      )`);
    await shut(db, 'retention_progress');
    await db.query(
      `CREATE INDEX subject_erased_at ON subject (library_id, erased_at) WHERE state = 'erased'`,
    );
    await db.query('CREATE INDEX interaction_recorded_at ON interaction (library_id, purpose, recorded_at)');
  }

  async down(db: QueryRunner) {
    await db.query('DROP INDEX interaction_recorded_at');
    await db.query('DROP INDEX subject_erased_at');
    await db.query('DROP TABLE retention_progress');
    await db.query('DROP TABLE retention_run');
  }
}
