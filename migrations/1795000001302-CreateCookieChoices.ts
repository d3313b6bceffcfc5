import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateCookieChoices1795000001302 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE cookie_choice (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        visitor_id   uuid NOT NULL, -- a random number in a browser
        reader_id    uuid,          -- who agreed to have the choice known as theirs
        version      bytea NOT NULL CONSTRAINT cookie_choice_version CHECK (octet_length(version) = 32),
        language     text,
        choices      jsonb NOT NULL,
        gpc          boolean NOT NULL,
        outcome      text NOT NULL CONSTRAINT cookie_choice_outcome CHECK (outcome in ('counted', 'late')),
        country      text NOT NULL,
        recorded_at  timestamptz NOT NULL,
        ask_again_at timestamptz NOT NULL,
        notice_id    uuid,
        served_at    timestamptz,
        opening      bytea,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, notice_id)
      )`);
    await db.query('CREATE INDEX cookie_choice_visitor ON cookie_choice (library_id, visitor_id, id)');
    await db.query('CREATE INDEX cookie_choice_reader ON cookie_choice (library_id, reader_id, id)');
    await db.query('CREATE INDEX cookie_choice_ends ON cookie_choice (library_id, ask_again_at)');
    await shut(db, 'cookie_choice', 'select, insert, delete');
    // What was chosen is never changed; whose it is becomes known, or is forgotten.
    await db.query('GRANT UPDATE (reader_id) ON cookie_choice TO carrel_app');
    await db.query(`
      CREATE TABLE cookie_standing (
        library_id   uuid NOT NULL,
        visitor_id   uuid NOT NULL,
        reader_id    uuid,
        version      bytea NOT NULL,
        choices      jsonb NOT NULL,
        gpc          boolean NOT NULL,
        since        timestamptz NOT NULL,
        ask_again_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, visitor_id)
      )`);
    await db.query('CREATE INDEX cookie_standing_reader ON cookie_standing (library_id, reader_id)');
    await db.query('CREATE INDEX cookie_standing_ends ON cookie_standing (library_id, ask_again_at)');
    await shut(db, 'cookie_standing');
  }

  async down(db: QueryRunner) {
    for (const table of ['cookie_standing', 'cookie_choice']) await db.query(`DROP TABLE ${table}`);
  }
}
