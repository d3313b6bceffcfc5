import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateCredentials1795000000005 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE session (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL,
        kind         text NOT NULL CONSTRAINT session_kind CHECK (kind in ('reader', 'staff')),
        how          text NOT NULL CONSTRAINT session_how CHECK (how in ('password', 'social', 'confirmation', 'reset')),
        created_at   timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz NOT NULL DEFAULT now(),
        proved_at    timestamptz NOT NULL DEFAULT now(),
        expires_at   timestamptz NOT NULL,
        revoked_at   timestamptz,
        refresh_hash bytea NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX session_subject ON session (library_id, subject_id)');
    await shut(db, 'session');
    await db.query(`
      CREATE TABLE api_key (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        name       text NOT NULL,
        scopes     text[] NOT NULL,
        token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE UNIQUE INDEX api_key_token_hash ON api_key (library_id, token_hash)');
    await shut(db, 'api_key');
  }

  async down(db: QueryRunner) {
    for (const table of ['api_key', 'session']) await db.query(`DROP TABLE ${table}`);
  }
}
