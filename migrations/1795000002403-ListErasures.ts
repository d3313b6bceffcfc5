import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class ListErasures1795000002403 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE erasure_list (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        state           text NOT NULL CONSTRAINT erasure_list_state CHECK (state in ('checked', 'confirmed', 'begun')),
        made_at         timestamptz NOT NULL,
        made_by         uuid, -- null: the operator's command line
        confirmed_at    timestamptz,
        confirmed_by    uuid,
        expires_at      timestamptz NOT NULL,
        next_attempt_at timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT erasure_list_confirmed CHECK ((state = 'checked') = (confirmed_at is null))
      )`);
    await db.query(
      'CREATE INDEX erasure_list_due ON erasure_list (library_id, next_attempt_at) WHERE next_attempt_at is not null',
    );
    await db.query('CREATE INDEX erasure_list_expires_at ON erasure_list (library_id, expires_at)');
    await shut(db, 'erasure_list');
    await db.query(`
      CREATE TABLE erasure_list_line (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        list_id    uuid NOT NULL,
        line       integer NOT NULL, -- where it stands in the file, of which nothing else is kept
        subject_id uuid, -- no foreign key to reader: that a line asked for an erasure outlives the account
        verdict    text NOT NULL CONSTRAINT erasure_list_line_verdict
                   CHECK (verdict in ('found', 'unknown', 'unreadable', 'held', 'waiting', 'doubled')),
        state      text NOT NULL CONSTRAINT erasure_list_line_state CHECK (state in ('none', 'waiting', 'begun', 'gone')),
        PRIMARY KEY (library_id, id),
        CONSTRAINT erasure_list_line_waits CHECK (state <> 'waiting' or subject_id is not null)
      )`);
    await db.query('CREATE INDEX erasure_list_line_list ON erasure_list_line (library_id, list_id, id)');
    await db.query('CREATE INDEX erasure_list_line_subject ON erasure_list_line (library_id, subject_id)');
    await shut(db, 'erasure_list_line');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE erasure_list_line');
    await db.query('DROP TABLE erasure_list');
  }
}
