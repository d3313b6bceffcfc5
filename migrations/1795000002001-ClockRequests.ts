import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class ClockRequests1795000002001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE data_subject_request
        ADD COLUMN time_zone text, -- by whose clock the deadlines were counted
        ADD COLUMN identity_asked_at timestamptz,
        ADD COLUMN identity_provided_at timestamptz,
        ADD COLUMN extended_at timestamptz,
        ADD COLUMN extended_until timestamptz,
        ADD COLUMN extension_reason text
          CONSTRAINT data_subject_request_extension_reason CHECK (extension_reason in ('complexity', 'number')),
        ADD COLUMN refused_at timestamptz,
        ADD COLUMN refusal_reason text
          CONSTRAINT data_subject_request_refusal_reason CHECK (refusal_reason in
            ('manifestly-unfounded', 'excessive', 'cannot-identify', 'others-rights', 'exemption')),
        DROP CONSTRAINT data_subject_request_state,
        ADD CONSTRAINT data_subject_request_state CHECK (state in
          ('received', 'waiting-for-identity', 'in-progress', 'completed', 'refused', 'cancelled', 'failed')),
        -- What we promise is never later than what the law sets.
        ADD CONSTRAINT data_subject_request_promise CHECK (promised_by <= legal_limit),
        ADD CONSTRAINT data_subject_request_waiting CHECK
          (state <> 'waiting-for-identity' or (identity_asked_at is not null and identity_provided_at is null)),
        ADD CONSTRAINT data_subject_request_identity CHECK
          (identity_asked_at is null or identity_asked_at >= received_at),
        ADD CONSTRAINT data_subject_request_identity_provided CHECK
          (identity_provided_at is null or (identity_asked_at is not null and identity_provided_at >= identity_asked_at)),
        -- An extension has its reason, and is told within the first month (Art. 12(3)).
        ADD CONSTRAINT data_subject_request_extension CHECK
          ((extended_at is null) = (extended_until is null) and (extended_at is null) = (extension_reason is null)),
        ADD CONSTRAINT data_subject_request_extension_told CHECK
          (extended_at is null or (extended_at >= received_at and extended_at <= legal_limit)),
        ADD CONSTRAINT data_subject_request_extended CHECK (extended_until is null or extended_until > legal_limit),
        -- A refusal has its reason, and is told within the first month, extended or not (Art. 12(4)).
        ADD CONSTRAINT data_subject_request_refusal CHECK
          ((state = 'refused') = (refused_at is not null) and (refused_at is null) = (refusal_reason is null)),
        ADD CONSTRAINT data_subject_request_refusal_told CHECK
          (refused_at is null or (refused_at >= received_at and refused_at <= legal_limit)),
        ADD CONSTRAINT data_subject_request_completed CHECK (state <> 'completed' or completed_at is not null)`);
    await open(db, `'received', 'waiting-for-identity', 'in-progress'`);
    await db.query(`
      CREATE TABLE request_words (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        request_id uuid NOT NULL,
        about      text NOT NULL CONSTRAINT request_words_about
                   CHECK (about in ('identity', 'identity-answer', 'extension', 'refusal', 'answer')),
        written_at timestamptz NOT NULL,
        written_by uuid, -- the owner; null: the reader
        words      bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, request_id, about),
        CONSTRAINT request_words_author CHECK ((about = 'identity-answer') = (written_by is null)),
        ${sealed('request.words', 'words')}
      )`);
    await db.query('CREATE INDEX request_words_subject ON request_words (library_id, subject_id)');
    await shut(db, 'request_words');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE request_words');
    // What waits for a proof of identity goes on without; a refusal keeps its state.
    await db.query('ALTER TABLE data_subject_request NO FORCE ROW LEVEL SECURITY');
    await db.query(`UPDATE data_subject_request SET state = 'received' WHERE state = 'waiting-for-identity'`);
    await db.query('ALTER TABLE data_subject_request FORCE ROW LEVEL SECURITY');
    await open(db, `'received', 'in-progress'`);
    await db.query(`
      ALTER TABLE data_subject_request
        DROP CONSTRAINT data_subject_request_promise,
        DROP CONSTRAINT data_subject_request_completed,
        DROP CONSTRAINT data_subject_request_state,
        DROP COLUMN time_zone, DROP COLUMN identity_asked_at, DROP COLUMN identity_provided_at,
        DROP COLUMN extended_at, DROP COLUMN extended_until, DROP COLUMN extension_reason,
        DROP COLUMN refused_at, DROP COLUMN refusal_reason,
        ADD CONSTRAINT data_subject_request_state CHECK (state in
          ('received', 'in-progress', 'completed', 'refused', 'cancelled', 'failed'))`);
  }
}

async function open(db: QueryRunner, states: string) {
  await db.query('DROP INDEX data_subject_request_open');
  await db.query(
    `CREATE UNIQUE INDEX data_subject_request_open ON data_subject_request (library_id, subject_id, kind)
     WHERE state in (${states})`,
  );
}
