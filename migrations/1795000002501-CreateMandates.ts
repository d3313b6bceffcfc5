import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateMandates1795000002501 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE mandate (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL,
        subject_id       uuid NOT NULL,
        is_known         boolean NOT NULL,
        kind             text NOT NULL CONSTRAINT mandate_kind
                         CHECK (kind in ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection')),
        state            text NOT NULL DEFAULT 'waiting' CONSTRAINT mandate_state
                         CHECK (state in ('waiting', 'confirmed', 'approved', 'refused')),
        mandated         bytea NOT NULL,
        paper            bytea,
        had_paper        boolean NOT NULL,
        paper_checked_at timestamptz,
        reason           bytea,
        proof_hash       bytea,
        token_hash       bytea,
        received_at      timestamptz NOT NULL,
        asked_at         timestamptz NOT NULL,
        proved_at        timestamptz NOT NULL,
        written_at       timestamptz,
        decided_at       timestamptz,
        decided_by       uuid,
        expires_at       timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        CONSTRAINT mandate_decided CHECK ((state = 'waiting') = (decided_at is null)),
        -- A copy of a document is deleted as soon as it was checked.
        CONSTRAINT mandate_paper_gone CHECK (state = 'waiting' or paper is null),
        ${sealed('mandate.mandated', 'mandated')},
        ${sealed('mandate.paper', 'paper')},
        ${sealed('mandate.reason', 'reason')}
      )`);
    await db.query('CREATE UNIQUE INDEX mandate_proof ON mandate (library_id, proof_hash)');
    await db.query('CREATE UNIQUE INDEX mandate_token ON mandate (library_id, token_hash)');
    await db.query('CREATE INDEX mandate_subject ON mandate (library_id, subject_id)');
    await db.query(
      `CREATE INDEX mandate_unwritten ON mandate (library_id, id)
       WHERE state = 'waiting' and is_known and written_at is null`,
    );
    await db.query('CREATE INDEX mandate_expires_at ON mandate (library_id, expires_at)');
    await shut(db, 'mandate');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE mandate');
  }
}
