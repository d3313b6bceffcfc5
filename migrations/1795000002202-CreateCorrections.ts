import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateCorrections1795000002202 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE correction (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL,
        datum        text NOT NULL,
        row_id       uuid NOT NULL,
        old          bytea,
        new          bytea,
        by_kind      text NOT NULL CONSTRAINT correction_by_kind
                     CHECK (by_kind in ('reader', 'visitor', 'staff', 'api-key', 'job')),
        by_id        text,
        corrected_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('correction.old', 'old')},
        ${sealed('correction.new', 'new')}
      )`);
    await db.query('CREATE INDEX correction_subject ON correction (library_id, subject_id, id)');
    await shut(db, 'correction');
    await db.query(`
      CREATE TABLE correction_proposal (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL,
        request_id  uuid NOT NULL,
        datum       text NOT NULL,
        row_id      uuid NOT NULL,
        value       bytea NOT NULL,
        why         bytea NOT NULL,
        state       text NOT NULL DEFAULT 'open' CONSTRAINT correction_proposal_state
                    CHECK (state in ('open', 'accepted', 'refused')),
        asked_at    timestamptz NOT NULL,
        reason      bytea,
        decided_at  timestamptz,
        decided_by  uuid,
        PRIMARY KEY (library_id, id),
        ${sealed('correction_proposal.value', 'value')},
        ${sealed('correction_proposal.why', 'why')},
        ${sealed('correction_proposal.reason', 'reason')},
        CONSTRAINT correction_proposal_decided CHECK ((state = 'open') = (decided_at is null)),
        CONSTRAINT correction_proposal_reasoned CHECK (state <> 'refused' or reason is not null)
      )`);
    await db.query(
      'CREATE INDEX correction_proposal_subject ON correction_proposal (library_id, subject_id, id)',
    );
    await db.query(
      `CREATE UNIQUE INDEX correction_proposal_open ON correction_proposal (library_id, datum, row_id) WHERE state = 'open'`,
    );
    await shut(db, 'correction_proposal');
  }

  async down(db: QueryRunner) {
    for (const table of ['correction_proposal', 'correction']) await db.query(`DROP TABLE ${table}`);
  }
}
