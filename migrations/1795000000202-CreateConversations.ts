import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateConversations1795000000202 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE conversation (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        reader_id       uuid NOT NULL,
        subject         bytea NOT NULL,
        last_author     text NOT NULL DEFAULT 'reader' CONSTRAINT conversation_last_author CHECK (last_author in ('reader', 'library')),
        created_at      timestamptz NOT NULL DEFAULT now(),
        last_message_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('conversation.subject', 'subject')}
      )`);
    await db.query('CREATE INDEX conversation_reader ON conversation (library_id, reader_id, id)');
    await shut(db, 'conversation');
    await db.query(`
      CREATE TABLE message (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        conversation_id uuid NOT NULL, -- no foreign key: erasure deletes table by table
        reader_id       uuid NOT NULL,
        author          text NOT NULL CONSTRAINT message_author CHECK (author in ('reader', 'library')),
        written_by      uuid,
        body            bytea NOT NULL,
        sent_at         timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('message.body', 'body')}
      )`);
    await db.query('CREATE INDEX message_conversation ON message (library_id, conversation_id, id)');
    await db.query('CREATE INDEX message_reader ON message (library_id, reader_id, id)');
    await shut(db, 'message');
    await db.query(`
      CREATE TABLE attachment (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL,
        conversation_id uuid NOT NULL, -- no foreign key: erasure deletes table by table
        reader_id       uuid NOT NULL,
        author          text NOT NULL CONSTRAINT attachment_author CHECK (author in ('reader', 'library')),
        written_by      uuid,
        state           text NOT NULL DEFAULT 'arriving' CONSTRAINT attachment_state CHECK (state in ('arriving', 'kept')),
        name            bytea NOT NULL,
        media_type      bytea NOT NULL,
        size            bigint NOT NULL DEFAULT 0,
        sent_at         timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('attachment.name', 'name')},
        ${sealed('attachment.media_type', 'media_type')}
      )`);
    await db.query('CREATE INDEX attachment_conversation ON attachment (library_id, conversation_id, id)');
    await db.query('CREATE INDEX attachment_reader ON attachment (library_id, reader_id, id)');
    await db.query(
      `CREATE INDEX attachment_arriving ON attachment (library_id, sent_at) WHERE state = 'arriving'`,
    );
    await shut(db, 'attachment');
  }

  async down(db: QueryRunner) {
    for (const table of ['attachment', 'message', 'conversation']) await db.query(`DROP TABLE ${table}`);
  }
}
