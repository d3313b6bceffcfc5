import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

/** How many of the readers of a scope live in which country, and how far the counting has come. */
export class CreateScopeCountries1795000006301 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE breach_scope_countries (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        incident_id uuid NOT NULL,
        scope_id    uuid NOT NULL,
        counted_at  timestamptz NOT NULL,
        countries   jsonb NOT NULL CONSTRAINT breach_scope_countries_list CHECK (jsonb_typeof(countries) = 'array'),
        opening     bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        CONSTRAINT breach_scope_countries_once UNIQUE (library_id, scope_id),
        CONSTRAINT breach_scope_countries_scope FOREIGN KEY (library_id, scope_id) REFERENCES breach_scope (library_id, id)
      )`);
    await db.query(
      'CREATE INDEX breach_scope_countries_incident ON breach_scope_countries (library_id, incident_id, id)',
    );
    await shut(db, 'breach_scope_countries', 'select, insert');
    await db.query(`
      CREATE TABLE scope_country_progress (
        library_id uuid NOT NULL,
        scope_id   uuid NOT NULL,
        band       integer NOT NULL CONSTRAINT scope_country_progress_band CHECK (band between 1 and 3),
        place      integer NOT NULL,
        surest     jsonb NOT NULL,
        PRIMARY KEY (library_id, scope_id)
      )`);
    await shut(db, 'scope_country_progress');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE scope_country_progress');
    await db.query('DROP TABLE breach_scope_countries');
  }
}
