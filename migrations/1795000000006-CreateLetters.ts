import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateLetters1795000000006 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE letter (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        subject_id      uuid NOT NULL,
        message_id      text NOT NULL,
        kind            text NOT NULL,
        state           text NOT NULL DEFAULT 'pending' CONSTRAINT letter_state
                        CHECK (state in ('pending', 'claimed', 'accepted', 'ambiguous', 'deferred', 'failed')),
        attempts        integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        created_at      timestamptz NOT NULL DEFAULT now(),
        settled_at      timestamptz,
        recipient       bytea NOT NULL,
        content         bytea, -- emptied when a server has taken the letter
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, message_id),
        ${sealed('letter.recipient', 'recipient')},
        ${sealed('letter.content', 'content')}
      )`);
    await db.query(
      `CREATE INDEX letter_due ON letter (library_id, next_attempt_at) WHERE state in ('pending', 'claimed', 'deferred')`,
    );
    await db.query('CREATE INDEX letter_subject ON letter (library_id, subject_id)');
    await shut(db, 'letter');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE letter');
  }
}
