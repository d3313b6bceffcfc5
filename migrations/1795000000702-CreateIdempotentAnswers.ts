import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateIdempotentAnswers1795000000702 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE idempotent_answer (
        library_id     uuid NOT NULL,
        id             uuid NOT NULL,
        subject_id     uuid, -- the reader who asked; null for the library's staff and systems
        credential_id  uuid NOT NULL,
        key_hash       bytea NOT NULL,
        request_hash   bytea NOT NULL,
        status         integer, -- null while the first request runs
        answer         bytea ${sealed('idempotency.answer', 'answer')},
        library_answer bytea ${sealed('idempotency.library-answer', 'library_answer')},
        created_at     timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX idempotent_answer_key ON idempotent_answer (library_id, credential_id, key_hash)',
    );
    await db.query('CREATE INDEX idempotent_answer_subject ON idempotent_answer (library_id, subject_id)');
    await db.query('CREATE INDEX idempotent_answer_age ON idempotent_answer (library_id, created_at)');
    await shut(db, 'idempotent_answer');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE idempotent_answer');
  }
}
