import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetOthersConfirmConsents1795000001202 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE consent
        ADD COLUMN confirmation text -- whose word is still asked for; null: nobody's
          CONSTRAINT consent_confirmation CHECK (confirmation in ('due', 'asked', 'offered'))`);
    await db.query(
      `CREATE INDEX consent_confirmation_due ON consent (library_id, subject_id) WHERE confirmation = 'due'`,
    );
    await decisions(
      db,
      `'given', 'refused', 'withdrawn', 'expired', 'handed-over', 'objected', 'objection-withdrawn', 'late'`,
    );
    await unforced(db, ['consent', 'consent_event', 'subject'], async () => {
      // What a child gave alone since the guardian agreed waits for the guardian from now on.
      await db.query(`
        UPDATE consent SET confirmation = 'due' FROM subject s
        WHERE s.library_id = consent.library_id AND s.id = consent.subject_id AND consent.state = 'given'
          AND (s.age_rule = 'unmet' OR s.age_rule = 'guardian' AND (
            SELECT e.surface FROM consent_event e
            WHERE e.library_id = consent.library_id AND e.subject_id = consent.subject_id
              AND e.purpose = consent.purpose AND e.decision = 'given'
            ORDER BY e.id DESC LIMIT 1) NOT IN ('sign-up', 'api'))`);
    });
    await db.query(
      `CREATE INDEX subject_minor ON subject (library_id, id) WHERE kind = 'reader' and age_rule <> 'met'`,
    );
  }

  async down(db: QueryRunner) {
    await db.query('DROP INDEX subject_minor');
    await unforced(db, ['consent', 'consent_event'], async () => {
      await db.query(`DELETE FROM consent_event WHERE decision = 'handed-over'`);
      // Without the column nothing would tell that these do not count.
      await db.query(`UPDATE consent SET state = 'withdrawn' WHERE confirmation in ('due', 'asked')`);
    });
    await decisions(
      db,
      `'given', 'refused', 'withdrawn', 'expired', 'objected', 'objection-withdrawn', 'late'`,
    );
    await db.query('ALTER TABLE consent DROP COLUMN confirmation');
  }
}

/** The owner sees rows of all libraries only while its own policy is not forced upon it. */
async function unforced(db: QueryRunner, tables: string[], work: () => Promise<void>) {
  for (const table of tables) await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await work();
  for (const table of tables) await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}

async function decisions(db: QueryRunner, allowed: string) {
  await db.query(`
    ALTER TABLE consent_event
      DROP CONSTRAINT consent_event_decision,
      ADD CONSTRAINT consent_event_decision CHECK (decision in (${allowed}))`);
}
