import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateNewsletters1795000000204 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE newsletter (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        state      text NOT NULL DEFAULT 'sending' CONSTRAINT newsletter_state CHECK (state in ('sending', 'sent')),
        texts      bytea NOT NULL,
        reached    uuid,
        posted     integer NOT NULL DEFAULT 0,
        skipped    integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        sent_at    timestamptz,
        PRIMARY KEY (library_id, id),
        ${sealed('newsletter.texts', 'texts')}
      )`);
    await db.query(`CREATE INDEX newsletter_sending ON newsletter (library_id, id) WHERE state = 'sending'`);
    await shut(db, 'newsletter');
    await db.query(`
      CREATE TABLE newsletter_recipient (
        library_id    uuid NOT NULL,
        newsletter_id uuid NOT NULL,
        reader_id     uuid NOT NULL,
        posted_at     timestamptz NOT NULL,
        PRIMARY KEY (library_id, newsletter_id, reader_id)
      )`);
    await db.query(
      'CREATE INDEX newsletter_recipient_reader ON newsletter_recipient (library_id, reader_id)',
    );
    await shut(db, 'newsletter_recipient');
    await db.query(`
      CREATE TABLE unsubscribe_token (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        reader_id     uuid NOT NULL,
        newsletter_id uuid NOT NULL,
        token_hash    bytea NOT NULL,
        created_at    timestamptz NOT NULL,
        used_at       timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX unsubscribe_token_hash ON unsubscribe_token (library_id, token_hash)',
    );
    await db.query(
      'CREATE INDEX unsubscribe_token_newsletter ON unsubscribe_token (library_id, newsletter_id)',
    );
    await db.query('CREATE INDEX unsubscribe_token_reader ON unsubscribe_token (library_id, reader_id)');
    await shut(db, 'unsubscribe_token');
  }

  async down(db: QueryRunner) {
    for (const table of ['unsubscribe_token', 'newsletter_recipient', 'newsletter'])
      await db.query(`DROP TABLE ${table}`);
  }
}
