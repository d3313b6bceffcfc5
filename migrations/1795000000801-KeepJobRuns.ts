import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class KeepJobRuns1795000000801 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE job_run (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        job        text NOT NULL,
        due_at     timestamptz NOT NULL, -- the tick of the calendar: one instance takes it
        started_at timestamptz NOT NULL DEFAULT now(),
        ended_at   timestamptz,
        outcome    text CONSTRAINT job_run_outcome CHECK (outcome in ('done', 'failed')),
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, job, due_at)
      )`);
    await db.query('CREATE INDEX job_run_started_at ON job_run (library_id, started_at)');
    await shut(db, 'job_run');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE job_run');
  }
}
