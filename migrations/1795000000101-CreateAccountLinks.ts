import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateAccountLinks1795000000101 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE account_link (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        kind       text NOT NULL CONSTRAINT account_link_kind CHECK (kind in ('password-reset', 'email-change', 'email-veto', 'guardian-agreement')),
        token_hash bytea NOT NULL,
        content    bytea,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('account_link.content', 'content')}
      )`);
    await db.query('CREATE UNIQUE INDEX account_link_token ON account_link (library_id, token_hash)');
    await db.query('CREATE INDEX account_link_subject ON account_link (library_id, subject_id)');
    await db.query('CREATE INDEX account_link_expires_at ON account_link (library_id, expires_at)');
    await shut(db, 'account_link');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE account_link');
  }
}
