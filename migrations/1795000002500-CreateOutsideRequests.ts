import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateOutsideRequests1795000002500 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE unverified_request (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL, -- of a subject made for it and forgotten with it
        kind        text NOT NULL CONSTRAINT unverified_request_kind
                    CHECK (kind in ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection')),
        email       bytea NOT NULL,
        asked       bytea NOT NULL,
        token_hash  bytea,
        code_hash   bytea,
        attempts    integer NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL,
        written_at  timestamptz,
        answered_at timestamptz,
        expires_at  timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('unverified_request.email', 'email')},
        ${sealed('unverified_request.asked', 'asked')}
      )`);
    await db.query(
      'CREATE UNIQUE INDEX unverified_request_token ON unverified_request (library_id, token_hash)',
    );
    await db.query(
      'CREATE INDEX unverified_request_expires_at ON unverified_request (library_id, expires_at)',
    );
    await db.query(
      'CREATE INDEX unverified_request_unwritten ON unverified_request (library_id, id) WHERE written_at is null',
    );
    await shut(db, 'unverified_request');
    await db.query(`
      CREATE TABLE request_link (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        subject_id      uuid NOT NULL,
        request_id      uuid NOT NULL,
        proof_hash      bytea,
        token_hash      bytea,
        handed_to       bytea,
        told_at         timestamptz,
        attempts        integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        expires_at      timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('request_link.handed_to', 'handed_to')}
      )`);
    await db.query('CREATE UNIQUE INDEX request_link_proof ON request_link (library_id, proof_hash)');
    await db.query('CREATE UNIQUE INDEX request_link_token ON request_link (library_id, token_hash)');
    await db.query('CREATE INDEX request_link_subject ON request_link (library_id, subject_id)');
    await db.query(
      'CREATE INDEX request_link_due ON request_link (library_id, next_attempt_at) WHERE told_at is null',
    );
    await db.query('CREATE INDEX request_link_expires_at ON request_link (library_id, expires_at)');
    await shut(db, 'request_link');
  }

  async down(db: QueryRunner) {
    for (const table of ['request_link', 'unverified_request']) await db.query(`DROP TABLE ${table}`);
  }
}
