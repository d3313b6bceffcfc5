import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateErasures1795000000302 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE erasure (
        library_id        uuid NOT NULL,
        id                uuid NOT NULL,
        subject_id        uuid NOT NULL, -- no foreign key to reader: proof of an erasure outlives the account
        asked_by          text NOT NULL CONSTRAINT erasure_asked_by CHECK (asked_by in ('reader', 'library')),
        state             text NOT NULL DEFAULT 'requested' CONSTRAINT erasure_state
                          CHECK (state in ('requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete', 'backup_horizon_passed')),
        recorded          text,
        requested_at      timestamptz NOT NULL,
        keys_destroyed_at timestamptz,
        live_complete_at  timestamptz,
        horizon_passed_at timestamptz,
        kids              text[] NOT NULL,
        last_epoch        integer,
        counts            jsonb NOT NULL DEFAULT '{}',
        certificate_hash  bytea NOT NULL,
        farewell_id       uuid,
        attempts          integer NOT NULL DEFAULT 0,
        next_attempt_at   timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, subject_id)
      )`);
    await db.query('CREATE UNIQUE INDEX erasure_certificate ON erasure (library_id, certificate_hash)');
    await db.query(
      `CREATE INDEX erasure_due ON erasure (library_id, next_attempt_at)
       WHERE state in ('requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted') or farewell_id is not null`,
    );
    await db.query('CREATE INDEX erasure_requested_at ON erasure (library_id, requested_at)');
    await shut(db, 'erasure');
    await db.query(`
      CREATE TABLE erasure_code (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        code_hash  bytea NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        attempts   integer NOT NULL DEFAULT 0,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX erasure_code_subject ON erasure_code (library_id, subject_id)');
    await shut(db, 'erasure_code');
    await db.query(`
      CREATE TABLE erasure_ledger_head (
        library_id uuid NOT NULL,
        seq        bigint NOT NULL,
        hash       bytea NOT NULL,
        at         timestamptz NOT NULL,
        PRIMARY KEY (library_id)
      )`);
    await shut(db, 'erasure_ledger_head');
    await db.query(`
      CREATE TABLE suppression_token (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        token      bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX suppression_token_token ON suppression_token (library_id, token)');
    await db.query('CREATE INDEX suppression_token_expires_at ON suppression_token (library_id, expires_at)');
    await shut(db, 'suppression_token');
  }

  async down(db: QueryRunner) {
    for (const table of ['suppression_token', 'erasure_ledger_head', 'erasure_code', 'erasure'])
      await db.query(`DROP TABLE ${table}`);
  }
}
