import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed } from './policy.js';

export class AnswerObjections1795000001203 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE purpose
        ADD COLUMN direct_marketing boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT purpose_direct_marketing CHECK
          (not direct_marketing or legal_basis in ('legitimate-interests', 'public-task'))`);
    await db.query(`
      ALTER TABLE objection
        DROP CONSTRAINT objection_pkey,
        ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN state text NOT NULL DEFAULT 'pending'
          CONSTRAINT objection_state CHECK (state in ('pending', 'upheld', 'overridden')),
        ADD COLUMN direct_marketing boolean NOT NULL DEFAULT false,
        ADD COLUMN grounds bytea,
        ADD COLUMN reason bytea,
        ADD COLUMN decided_at timestamptz,
        ADD COLUMN decided_by uuid,
        ADD COLUMN ended_at timestamptz, -- taken back, or followed by another
        ADD PRIMARY KEY (library_id, id),
        ADD ${sealed('objection.grounds', 'grounds')},
        ADD ${sealed('objection.reason', 'reason')},
        ADD CONSTRAINT objection_decided CHECK ((state = 'pending') = (decided_at is null)),
        ADD CONSTRAINT objection_reasoned CHECK (state <> 'overridden' or reason is not null),
        -- An objection to direct marketing is absolute (Art. 21(3)).
        ADD CONSTRAINT objection_to_marketing CHECK (not direct_marketing or state = 'upheld')`);
    await db.query('ALTER TABLE objection ALTER COLUMN id DROP DEFAULT');
    await db.query(
      'CREATE UNIQUE INDEX objection_standing ON objection (library_id, subject_id, purpose) WHERE ended_at is null',
    );
    await db.query('CREATE INDEX objection_subject ON objection (library_id, subject_id)');
    await decisions(
      db,
      `'given', 'refused', 'withdrawn', 'expired', 'handed-over',
       'objected', 'objection-withdrawn', 'objection-upheld', 'objection-overridden', 'late'`,
    );
  }

  async down(db: QueryRunner) {
    for (const table of ['objection', 'consent_event'])
      await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await db.query(
      `DELETE FROM consent_event WHERE decision in ('objection-upheld', 'objection-overridden')`,
    );
    // Without a state every row is an objection that stands.
    await db.query(`DELETE FROM objection WHERE ended_at is not null OR state = 'overridden'`);
    for (const table of ['objection', 'consent_event'])
      await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await decisions(
      db,
      `'given', 'refused', 'withdrawn', 'expired', 'handed-over', 'objected', 'objection-withdrawn', 'late'`,
    );
    await db.query('DROP INDEX objection_standing, objection_subject');
    await db.query(`
      ALTER TABLE objection
        DROP CONSTRAINT objection_pkey,
        DROP COLUMN id, DROP COLUMN state, DROP COLUMN direct_marketing, DROP COLUMN grounds, DROP COLUMN reason,
        DROP COLUMN decided_at, DROP COLUMN decided_by, DROP COLUMN ended_at,
        ADD PRIMARY KEY (library_id, subject_id, purpose)`);
    await db.query(
      'ALTER TABLE purpose DROP CONSTRAINT purpose_direct_marketing, DROP COLUMN direct_marketing',
    );
  }
}

async function decisions(db: QueryRunner, allowed: string) {
  await db.query(`
    ALTER TABLE consent_event
      DROP CONSTRAINT consent_event_decision,
      ADD CONSTRAINT consent_event_decision CHECK (decision in (${allowed}))`);
}
