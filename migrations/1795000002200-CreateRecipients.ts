import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateRecipients1795000002200 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE recipient (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        name       bytea NOT NULL,
        country    text NOT NULL,
        safeguard  text NOT NULL CONSTRAINT recipient_safeguard CHECK (safeguard in
                   ('none-needed', 'adequacy-decision', 'standard-clauses', 'binding-corporate-rules', 'certification', 'derogation')),
        channel    text NOT NULL CONSTRAINT recipient_channel CHECK (channel in ('webhook', 'email')),
        address    bytea NOT NULL,
        secret     bytea,
        created_at timestamptz NOT NULL,
        ended_at   timestamptz, -- it receives nothing any more, and is still told about what it received
        PRIMARY KEY (library_id, id),
        ${sealed('recipient.name', 'name')},
        ${sealed('recipient.address', 'address')},
        ${sealed('recipient.secret', 'secret')},
        CONSTRAINT recipient_signs CHECK ((channel = 'webhook') = (secret is not null))
      )`);
    await shut(db, 'recipient');
    await db.query(`
      CREATE TABLE disclosure (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL,
        recipient_id uuid NOT NULL,
        categories   text[] NOT NULL,
        at           timestamptz NOT NULL,
        recorded_at  timestamptz NOT NULL,
        recorded_by  uuid,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX disclosure_subject ON disclosure (library_id, subject_id, id)');
    await db.query('CREATE INDEX disclosure_recipient ON disclosure (library_id, recipient_id)');
    await shut(db, 'disclosure');
    await db.query(`
      CREATE TABLE recipient_notice (
        library_id      uuid NOT NULL,
        id              uuid NOT NULL, -- the same on every try, so that a recipient can drop a double
        subject_id      uuid NOT NULL, -- no foreign key to reader: who was told of an erasure outlives the account
        recipient_id    uuid NOT NULL,
        event           text NOT NULL CONSTRAINT recipient_notice_event
                        CHECK (event in ('rectified', 'erased', 'restricted', 'restriction-lifted')),
        data            text[] NOT NULL,
        at              timestamptz NOT NULL,
        state           text NOT NULL DEFAULT 'pending' CONSTRAINT recipient_notice_state
                        CHECK (state in ('pending', 'acknowledged', 'unreachable')),
        told_at         timestamptz, -- when the first try left
        acknowledged_at timestamptz,
        token_hash      bytea,
        attempts        integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        until_at        timestamptz NOT NULL, -- when the recipient counts as unreachable
        PRIMARY KEY (library_id, id),
        CONSTRAINT recipient_notice_acknowledged CHECK ((state = 'acknowledged') = (acknowledged_at is not null))
      )`);
    await db.query('CREATE INDEX recipient_notice_subject ON recipient_notice (library_id, subject_id, id)');
    await db.query('CREATE INDEX recipient_notice_recipient ON recipient_notice (library_id, recipient_id)');
    await db.query('CREATE UNIQUE INDEX recipient_notice_token ON recipient_notice (library_id, token_hash)');
    await db.query(
      `CREATE INDEX recipient_notice_due ON recipient_notice (library_id, next_attempt_at) WHERE state = 'pending'`,
    );
    await shut(db, 'recipient_notice');
  }

  async down(db: QueryRunner) {
    for (const table of ['recipient_notice', 'disclosure', 'recipient'])
      await db.query(`DROP TABLE ${table}`);
  }
}
