import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateBirthDateReviews1795000000102 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE birth_date_review (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        state      text NOT NULL DEFAULT 'open' CONSTRAINT birth_date_review_state CHECK (state in ('open', 'accepted', 'refused')),
        birth_date bytea NOT NULL,
        country    bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        decided_by uuid,
        PRIMARY KEY (library_id, id),
        ${sealed('birth_date_review.birth_date', 'birth_date')},
        ${sealed('birth_date_review.country', 'country')}
      )`);
    await db.query(
      `CREATE UNIQUE INDEX birth_date_review_open ON birth_date_review (library_id, subject_id) WHERE state = 'open'`,
    );
    await db.query('CREATE INDEX birth_date_review_subject ON birth_date_review (library_id, subject_id)');
    await shut(db, 'birth_date_review');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE birth_date_review');
  }
}
