import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateDataSubjectRequests1795000000301 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE data_subject_request (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL, -- no foreign key to reader: that a request was answered outlives the account
        kind         text NOT NULL CONSTRAINT data_subject_request_kind
                     CHECK (kind in ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection')),
        state        text NOT NULL DEFAULT 'received' CONSTRAINT data_subject_request_state
                     CHECK (state in ('received', 'in-progress', 'completed', 'refused', 'cancelled', 'failed')),
        received_at  timestamptz NOT NULL,
        promised_by  timestamptz NOT NULL,
        legal_limit  timestamptz NOT NULL,
        completed_at timestamptz,
        expires_at   timestamptz,
        bytes        bigint,
        attempts     integer NOT NULL DEFAULT 0,
        lease_until  timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      'CREATE INDEX data_subject_request_subject ON data_subject_request (library_id, subject_id, id)',
    );
    await db.query(
      `CREATE UNIQUE INDEX data_subject_request_open ON data_subject_request (library_id, subject_id, kind)
       WHERE state in ('received', 'in-progress')`,
    );
    await db.query(
      'CREATE INDEX data_subject_request_expires_at ON data_subject_request (library_id, expires_at) WHERE expires_at is not null',
    );
    await shut(db, 'data_subject_request');
    await db.query(`
      CREATE TABLE supplementary_statement (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL,
        recorded_at timestamptz NOT NULL,
        statement   bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('request.statement', 'statement')}
      )`);
    await db.query(
      'CREATE INDEX supplementary_statement_subject ON supplementary_statement (library_id, subject_id)',
    );
    await shut(db, 'supplementary_statement');
    await db.query(`
      CREATE TABLE download_link (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        request_id uuid NOT NULL,
        token_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE UNIQUE INDEX download_link_token ON download_link (library_id, token_hash)');
    await db.query('CREATE INDEX download_link_subject ON download_link (library_id, subject_id)');
    await shut(db, 'download_link');
  }

  async down(db: QueryRunner) {
    for (const table of ['download_link', 'supplementary_statement', 'data_subject_request'])
      await db.query(`DROP TABLE ${table}`);
  }
}
