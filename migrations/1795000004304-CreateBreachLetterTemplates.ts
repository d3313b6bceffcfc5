import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateBreachLetterTemplates1795000004304 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE breach_letter_template (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        language     text NOT NULL,
        approved_at  timestamptz NOT NULL,
        approved_by  uuid NOT NULL,
        content      bytea NOT NULL,
        content_hash bytea NOT NULL
          CONSTRAINT breach_letter_template_content_hash CHECK (octet_length(content_hash) = 32),
        opening      bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('breach-letter-template.content', 'content')}
      )`);
    await shut(db, 'breach_letter_template', 'select, insert');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE breach_letter_template');
  }
}
