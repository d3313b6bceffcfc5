import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateScopes1795000004102 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE scope_question (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        incident_id uuid NOT NULL,
        mode        text NOT NULL CONSTRAINT scope_question_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        state       text NOT NULL CONSTRAINT scope_question_state CHECK (state in ('waiting', 'answered')),
        asked_at    timestamptz NOT NULL,
        asked_by    uuid NOT NULL,
        question    bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('scope-question.question', 'question')}
      )`);
    await db.query('CREATE INDEX scope_question_incident ON scope_question (library_id, incident_id, id)');
    await db.query(
      `CREATE INDEX scope_question_waiting ON scope_question (library_id, asked_at) WHERE state = 'waiting'`,
    );
    await shut(db, 'scope_question', 'select, insert');
    await db.query('GRANT UPDATE (state) ON scope_question TO carrel_app');
    await db.query(`
      CREATE TABLE breach_scope (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        incident_id  uuid NOT NULL,
        question_id  uuid NOT NULL,
        mode         text NOT NULL CONSTRAINT breach_scope_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        version      integer NOT NULL,
        asked_at     timestamptz NOT NULL,
        asked_by     uuid NOT NULL,
        answered_at  timestamptz NOT NULL,
        confirmed    integer NOT NULL,
        probable     integer NOT NULL,
        possible     integer NOT NULL,
        permille     integer NOT NULL CONSTRAINT breach_scope_permille CHECK (permille between 0 and 1000),
        findings     bytea NOT NULL,
        content_hash bytea NOT NULL CONSTRAINT breach_scope_content_hash CHECK (octet_length(content_hash) = 32),
        opening      bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, incident_id, version),
        ${sealed('breach-scope.findings', 'findings')},
        CONSTRAINT breach_scope_interval CHECK (confirmed between 0 and probable and probable <= possible)
      )`);
    await shut(db, 'breach_scope', 'select, insert');
    await db.query(`
      CREATE TABLE breach_scope_part (
        library_id  uuid NOT NULL,
        scope_id    uuid NOT NULL,
        band        integer NOT NULL CONSTRAINT breach_scope_part_band CHECK (band between 1 and 3),
        place       integer NOT NULL,
        subject_ids uuid[] NOT NULL,
        hash        bytea NOT NULL CONSTRAINT breach_scope_part_hash CHECK (octet_length(hash) = 32),
        PRIMARY KEY (library_id, scope_id, band, place)
      )`);
    await shut(db, 'breach_scope_part', 'select, insert, delete');
  }

  async down(db: QueryRunner) {
    for (const table of ['breach_scope_part', 'breach_scope', 'scope_question'])
      await db.query(`DROP TABLE ${table}`);
  }
}
