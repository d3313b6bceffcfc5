import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class EndInactiveAccounts1795000002601 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE library ADD inactive_months integer
        CONSTRAINT library_inactive_months CHECK (inactive_months between 6 and 120)`);
    await db.query(`
      CREATE TABLE inactivity_warning (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        since      timestamptz NOT NULL,
        stage      text NOT NULL CONSTRAINT inactivity_warning_stage CHECK (stage in ('first', 'last')),
        warned_at  timestamptz NOT NULL,
        erases_at  timestamptz NOT NULL,
        token_hash bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, subject_id, since, stage),
        CONSTRAINT inactivity_warning_ahead CHECK (erases_at >= warned_at + interval '7 days')
      )`);
    await db.query(
      'CREATE UNIQUE INDEX inactivity_warning_token ON inactivity_warning (library_id, token_hash)',
    );
    await shut(db, 'inactivity_warning');
    await allow(db, 'erasure', "asked_by in ('reader', 'library', 'staff', 'retention')");
    await allow(db, 'waiting_erasure', "asked_by in ('reader', 'library', 'retention')");
  }

  async down(db: QueryRunner) {
    for (const table of ['erasure', 'waiting_erasure'])
      await db.query(`UPDATE ${table} SET asked_by = 'library' WHERE asked_by = 'retention'`);
    await allow(db, 'erasure', "asked_by in ('reader', 'library', 'staff')");
    await allow(db, 'waiting_erasure', "asked_by in ('reader', 'library')");
    await db.query('DROP TABLE inactivity_warning');
    await db.query('ALTER TABLE library DROP inactive_months');
  }
}

async function allow(db: QueryRunner, table: string, check: string) {
  await db.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_asked_by`);
  await db.query(`ALTER TABLE ${table} ADD CONSTRAINT ${table}_asked_by CHECK (${check})`);
}
