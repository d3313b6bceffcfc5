import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateContactTests1795000004303 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE contact_test (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        incident_id  uuid NOT NULL,
        mode         text NOT NULL CONSTRAINT contact_test_mode CHECK (mode in ('drill', 'tabletop')),
        sent_at      timestamptz NOT NULL,
        sent_by      uuid NOT NULL,
        letter_ids   uuid[] NOT NULL,
        token_hash   bytea NOT NULL CONSTRAINT contact_test_token_hash CHECK (octet_length(token_hash) = 32),
        confirmed_at timestamptz,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, token_hash)
      )`);
    await db.query('CREATE INDEX contact_test_incident ON contact_test (library_id, incident_id, id)');
    await shut(db, 'contact_test', 'select, insert');
    await db.query('GRANT UPDATE (confirmed_at) ON contact_test TO carrel_app');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE contact_test');
  }
}
