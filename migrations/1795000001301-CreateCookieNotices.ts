import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateCookieNotices1795000001301 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE tracker (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        name          text NOT NULL,
        kind          text NOT NULL CONSTRAINT tracker_kind CHECK (kind in
          ('cookie', 'local-storage', 'session-storage', 'indexed-db', 'pixel', 'fingerprint')),
        category      text NOT NULL,
        purposes      jsonb NOT NULL,
        life_days     integer NOT NULL,
        data_months   integer,
        set_by        text NOT NULL,
        third_parties text[] NOT NULL,
        exemption     text CONSTRAINT tracker_exemption CHECK (exemption is null or exemption in
          ('transmission', 'strictly-necessary', 'audience-own-use')),
        created_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, name, kind),
        CONSTRAINT tracker_necessary CHECK ((category = 'necessary') = (exemption is not null)),
        CONSTRAINT tracker_own_use CHECK (exemption <> 'audience-own-use' or third_parties = '{}')
      )`);
    await shut(db, 'tracker');
    await db.query(`
      CREATE TABLE cookie_notice (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        version       bytea NOT NULL CONSTRAINT cookie_notice_version CHECK (octet_length(version) = 32),
        meaning       bytea NOT NULL, -- the first version that meant the same
        categories    text[] NOT NULL,
        on_by_default text[] NOT NULL CONSTRAINT cookie_notice_off CHECK (on_by_default = '{}'),
        first_layer   text[] NOT NULL CONSTRAINT cookie_notice_first_layer
                      CHECK (first_layer @> array['accept', 'refuse', 'settings']),
        second_layer  text[] NOT NULL CONSTRAINT cookie_notice_second_layer
                      CHECK (not 'accept' = any(second_layer) or 'refuse' = any(second_layer)),
        texts         jsonb NOT NULL,
        catalogue     jsonb NOT NULL,
        published_at  timestamptz NOT NULL DEFAULT now(),
        replaced_at   timestamptz,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, version)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX cookie_notice_current ON cookie_notice (library_id) WHERE replaced_at is null',
    );
    await shut(db, 'cookie_notice', 'select, insert');
    // A published notice is immutable: only its standing changes.
    await db.query('GRANT UPDATE (replaced_at) ON cookie_notice TO carrel_app');
  }

  async down(db: QueryRunner) {
    for (const table of ['cookie_notice', 'tracker']) await db.query(`DROP TABLE ${table}`);
  }
}
