import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class DelayErasures1795000002400 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE library ADD erasure_grace_days integer NOT NULL DEFAULT 0
        CONSTRAINT library_erasure_grace_days CHECK (erasure_grace_days between 0 and 14)`);
    await db.query('ALTER TABLE subject ADD leaving_at timestamptz');
    await db.query(`
      CREATE TABLE waiting_erasure (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL, -- the request's
        subject_id       uuid NOT NULL,
        asked_by         text NOT NULL CONSTRAINT waiting_erasure_asked_by CHECK (asked_by in ('reader', 'library')),
        reason           text NOT NULL CONSTRAINT waiting_erasure_reason CHECK (reason in ('grace', 'hold')),
        requested_at     timestamptz NOT NULL,
        begins_at        timestamptz,
        cancel_hash      bytea,
        certificate      bytea NOT NULL,
        certificate_hash bytea NOT NULL,
        contact          bytea NOT NULL,
        counts           jsonb NOT NULL DEFAULT '{}',
        next_attempt_at  timestamptz,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, subject_id),
        CONSTRAINT waiting_erasure_begins_at CHECK ((reason = 'grace') = (begins_at is not null)),
        CONSTRAINT waiting_erasure_cancel_hash CHECK ((reason = 'grace') = (cancel_hash is not null)),
        CONSTRAINT waiting_erasure_grace CHECK (begins_at > requested_at and begins_at <= requested_at + interval '14 days'),
        ${sealed('waiting-erasure.certificate', 'certificate')},
        ${sealed('waiting-erasure.contact', 'contact')}
      )`);
    await db.query(
      'CREATE UNIQUE INDEX waiting_erasure_certificate ON waiting_erasure (library_id, certificate_hash)',
    );
    await db.query('CREATE UNIQUE INDEX waiting_erasure_cancel ON waiting_erasure (library_id, cancel_hash)');
    await db.query(
      'CREATE INDEX waiting_erasure_due ON waiting_erasure (library_id, next_attempt_at) WHERE next_attempt_at is not null',
    );
    await shut(db, 'waiting_erasure');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE waiting_erasure');
    await db.query('ALTER TABLE subject DROP leaving_at');
    await db.query('ALTER TABLE library DROP erasure_grace_days');
  }
}
