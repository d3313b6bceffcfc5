import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class KnowGapsOfAccessLog1795000004101 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE access_entry ADD COLUMN address bytea'); // a keyed hash
    await db.query(`
      CREATE TABLE access_log_run (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        started_at  timestamptz NOT NULL,
        written_to  timestamptz NOT NULL, -- every look before is in the log
        ended_at    timestamptz,
        lost_from   timestamptz,
        lost_to     timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT access_log_run_lost CHECK ((lost_from is null) = (lost_to is null))
      )`);
    await shut(db, 'access_log_run', 'select, insert, delete');
    await db.query('GRANT UPDATE (written_to, ended_at, lost_from, lost_to) ON access_log_run TO carrel_app');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE access_log_run');
    await db.query('ALTER TABLE access_entry DROP COLUMN address');
  }
}
