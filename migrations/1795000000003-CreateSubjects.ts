import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateSubjects1795000000003 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE subject (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        kind        text NOT NULL CONSTRAINT subject_kind CHECK (kind in ('reader', 'staff')),
        state       text NOT NULL CONSTRAINT subject_state CHECK (state in ('pending', 'active', 'restricted', 'erasing', 'erased')),
        age_rule    text NOT NULL CONSTRAINT subject_age_rule CHECK (age_rule in ('met', 'guardian', 'unmet')),
        token_epoch integer NOT NULL DEFAULT 0,
        created_at  timestamptz NOT NULL DEFAULT now(),
        erased_at   timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await shut(db, 'subject');
    await db.query(`
      CREATE TABLE blind_index (
        library_id uuid NOT NULL,
        field_id   text NOT NULL,
        epoch      integer NOT NULL,
        token      bytea NOT NULL,
        row_id     uuid NOT NULL,
        subject_id uuid NOT NULL,
        is_unique  boolean NOT NULL,
        PRIMARY KEY (library_id, field_id, epoch, token, row_id)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX blind_index_unique ON blind_index (library_id, field_id, epoch, token) WHERE is_unique',
    );
    await db.query('CREATE INDEX blind_index_row ON blind_index (library_id, row_id)');
    await db.query('CREATE INDEX blind_index_subject ON blind_index (library_id, subject_id)');
    await shut(db, 'blind_index');
  }

  async down(db: QueryRunner) {
    for (const table of ['blind_index', 'subject']) await db.query(`DROP TABLE ${table}`);
  }
}
