import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateSocialLogins1795000000103 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE social_provider (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        key           text NOT NULL,
        name          text NOT NULL,
        issuer        text NOT NULL,
        client_id     text NOT NULL,
        client_secret bytea,
        created_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        CONSTRAINT social_provider_library_id_key_key UNIQUE (library_id, key),
        ${sealed('social_provider.client_secret', 'client_secret')}
      )`);
    await shut(db, 'social_provider');
    await db.query(`
      CREATE TABLE social_login (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL,
        provider     text NOT NULL,
        identity     bytea NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT social_login_library_id_subject_id_provider_key UNIQUE (library_id, subject_id, provider),
        ${sealed('social_login.identity', 'identity')}
      )`);
    await shut(db, 'social_login');
    await db.query(`
      CREATE TABLE social_attempt (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid,
        stage      text NOT NULL CONSTRAINT social_attempt_stage CHECK (stage in ('begun', 'answered', 'unknown')),
        token_hash bytea NOT NULL,
        content    bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('social_attempt.content', 'content')}
      )`);
    await db.query('CREATE UNIQUE INDEX social_attempt_token ON social_attempt (library_id, token_hash)');
    await db.query('CREATE INDEX social_attempt_expires_at ON social_attempt (library_id, expires_at)');
    await db.query('CREATE INDEX social_attempt_subject ON social_attempt (library_id, subject_id)');
    await shut(db, 'social_attempt');
  }

  async down(db: QueryRunner) {
    for (const table of ['social_attempt', 'social_login', 'social_provider'])
      await db.query(`DROP TABLE ${table}`);
  }
}
