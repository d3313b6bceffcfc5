import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateTriggers1795000004103 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Neither an instant nor an id by time: held against those of readers they would tell which one is none.
    await db.query(`
      CREATE TABLE canary (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        account    bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('canary.account', 'account')}
      )`);
    await shut(db, 'canary', 'select, insert');
    await db.query(`
      CREATE TABLE security_event (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        kind          text NOT NULL CONSTRAINT security_event_kind CHECK (kind in
                      ('refresh-token-reused', 'failed-decryption', 'ledger-unverified')),
        credential_id uuid,
        happened_at   timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await shut(db, 'security_event', 'select, insert, delete');
    await db.query(`
      CREATE TABLE incident_draft (
        library_id    uuid NOT NULL,
        incident_id   uuid NOT NULL,
        cause         text NOT NULL CONSTRAINT incident_draft_cause CHECK (cause in
                      ('canary-touched', 'mass-reads', 'refresh-token-reused', 'failed-decryption', 'ledger-unverified')),
        watched_id    uuid NOT NULL, -- the library where it was noticed
        credential_id uuid,
        round         integer NOT NULL,
        PRIMARY KEY (library_id, incident_id)
      )`);
    await db.query(
      `CREATE UNIQUE INDEX incident_draft_round ON incident_draft
         (library_id, cause, watched_id, credential_id, round) NULLS NOT DISTINCT`,
    );
    await shut(db, 'incident_draft', 'select, insert');
    await db.query(`
      CREATE TABLE incident_watch (
        library_id uuid NOT NULL,
        watched_id uuid NOT NULL,
        seen_to    uuid NOT NULL, -- every entry of the access log up to this id was looked at
        PRIMARY KEY (library_id, watched_id)
      )`);
    await shut(db, 'incident_watch', 'select, insert');
    await db.query('GRANT UPDATE (seen_to) ON incident_watch TO carrel_app');
    await db.query(`
      CREATE TABLE read_limit (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL,
        credential_id    uuid, -- null: every credential of the library
        readers_per_hour integer NOT NULL CONSTRAINT read_limit_readers CHECK (readers_per_hour between 1 and 10000000),
        set_at           timestamptz NOT NULL,
        set_by           uuid NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await shut(db, 'read_limit', 'select, insert');
  }

  async down(db: QueryRunner) {
    for (const table of ['read_limit', 'incident_watch', 'incident_draft', 'security_event', 'canary'])
      await db.query(`DROP TABLE ${table}`);
  }
}
