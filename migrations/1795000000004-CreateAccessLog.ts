import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateAccessLog1795000000004 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE access_entry (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL,
        at               timestamptz NOT NULL,
        actor_kind       text NOT NULL,
        actor_id         text,
        credential_id    uuid,
        credential_epoch integer NOT NULL,
        route            text NOT NULL,
        entity           text NOT NULL,
        subject_ids      uuid[] NOT NULL,
        count            integer NOT NULL,
        bytes            integer NOT NULL,
        request_id       text NOT NULL,
        PRIMARY KEY (library_id, id, at)
      ) PARTITION BY RANGE (at)`);
    await db.query('CREATE INDEX access_entry_at ON access_entry (library_id, at)');
    await shut(db, 'access_entry', 'select, insert');
    // Partitions are made and dropped by the maintenance role, which has to own their parent.
    await db.query('GRANT CREATE, USAGE ON SCHEMA public TO carrel_maintenance');
    await db.query('ALTER TABLE access_entry OWNER TO carrel_maintenance');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE access_entry');
  }
}
