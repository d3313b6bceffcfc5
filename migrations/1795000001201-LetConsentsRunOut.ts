import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetConsentsRunOut1795000001201 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      ALTER TABLE purpose
        ADD COLUMN validity_months integer -- null: consent stands until it is withdrawn
          CONSTRAINT purpose_validity CHECK (validity_months between 1 and 120),
        ADD CONSTRAINT purpose_validity_of_consent CHECK (validity_months is null or legal_basis = 'consent')`);
    await db.query(`
      ALTER TABLE consent
        ADD COLUMN valid_until timestamptz, -- for how long it was given; a later change of the period does not move it
        DROP CONSTRAINT consent_state,
        ADD CONSTRAINT consent_state CHECK (state in ('given', 'refused', 'withdrawn', 'expired'))`);
    await db.query(
      `CREATE INDEX consent_valid_until ON consent (library_id, valid_until) WHERE state = 'given' and valid_until is not null`,
    );
    await decisions(
      db,
      `'given', 'refused', 'withdrawn', 'expired', 'objected', 'objection-withdrawn', 'late'`,
    );
    await surfaces(db, `'sign-up', 'opt-in-section', 'unsubscribe', 'api', 'owner', 'imported', 'calendar'`);
    await actors(db, `'self', 'guardian', 'library', 'time'`);
    await db.query('ALTER TABLE consent_event ADD COLUMN valid_until timestamptz');
  }

  async down(db: QueryRunner) {
    for (const table of ['consent', 'consent_event'])
      await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await db.query(`DELETE FROM consent_event WHERE decision = 'expired'`);
    // Without a period nothing runs out: what has run out goes back to being withdrawn, never to being given.
    await db.query(`UPDATE consent SET state = 'withdrawn' WHERE state = 'expired'`);
    for (const table of ['consent', 'consent_event'])
      await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await decisions(db, `'given', 'refused', 'withdrawn', 'objected', 'objection-withdrawn', 'late'`);
    await surfaces(db, `'sign-up', 'opt-in-section', 'unsubscribe', 'api', 'owner', 'imported'`);
    await actors(db, `'self', 'guardian'`);
    await db.query('ALTER TABLE consent_event DROP COLUMN valid_until');
    await db.query(`
      ALTER TABLE consent
        DROP COLUMN valid_until,
        DROP CONSTRAINT consent_state,
        ADD CONSTRAINT consent_state CHECK (state in ('given', 'refused', 'withdrawn'))`);
    await db.query(
      'ALTER TABLE purpose DROP CONSTRAINT purpose_validity_of_consent, DROP COLUMN validity_months',
    );
  }
}

async function decisions(db: QueryRunner, allowed: string) {
  await db.query(`
    ALTER TABLE consent_event
      DROP CONSTRAINT consent_event_decision,
      ADD CONSTRAINT consent_event_decision CHECK (decision in (${allowed}))`);
}

async function surfaces(db: QueryRunner, allowed: string) {
  await db.query(`
    ALTER TABLE consent_event
      DROP CONSTRAINT consent_event_surface,
      ADD CONSTRAINT consent_event_surface CHECK (surface in (${allowed}))`);
}

async function actors(db: QueryRunner, allowed: string) {
  await db.query(`
    ALTER TABLE consent_event
      DROP CONSTRAINT consent_event_actor,
      ADD CONSTRAINT consent_event_actor CHECK (actor in (${allowed}))`);
}
