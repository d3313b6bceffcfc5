import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class KeepRestoreDrills1795000002302 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE restore_drill (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        backup      text NOT NULL,
        backup_at   timestamptz NOT NULL,
        started_at  timestamptz NOT NULL,
        ended_at    timestamptz NOT NULL,
        outcome     text NOT NULL CONSTRAINT restore_drill_outcome CHECK (outcome in ('done', 'failed')),
        rows        bigint NOT NULL,
        files       bigint NOT NULL,
        opened      bigint NOT NULL,
        erased      bigint NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX restore_drill_started_at ON restore_drill (library_id, started_at)');
    await shut(db, 'restore_drill', 'select, insert');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE restore_drill');
  }
}
