import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateConsents1795000000008 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE purpose (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        key         text NOT NULL,
        position    integer NOT NULL,
        legal_basis text NOT NULL CONSTRAINT purpose_legal_basis CHECK (legal_basis in
          ('consent', 'contract', 'legal-obligation', 'vital-interests', 'public-task', 'legitimate-interests')),
        categories  text[] NOT NULL,
        recipients  text[] NOT NULL,
        retention   jsonb NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, key)
      )`);
    await shut(db, 'purpose');
    await db.query(`
      CREATE TABLE purpose_version (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        purpose       text NOT NULL,
        language      text NOT NULL,
        version       bytea NOT NULL, -- SHA-256 of the exact text
        title         text NOT NULL,
        text          text NOT NULL,
        published_at  timestamptz NOT NULL DEFAULT now(),
        replaced_at   timestamptz,
        superseded_at timestamptz,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, purpose, version)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX purpose_version_current ON purpose_version (library_id, purpose, language) WHERE replaced_at is null',
    );
    await shut(db, 'purpose_version', 'select, insert');
    // A published text is immutable: only its standing changes.
    await db.query('GRANT UPDATE (replaced_at, superseded_at) ON purpose_version TO carrel_app');
    await db.query(`
      CREATE TABLE consent_event (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL, -- no foreign key to reader: the evidence outlives the account
        purpose     text NOT NULL,
        decision    text NOT NULL CONSTRAINT consent_event_decision CHECK (decision in
          ('given', 'refused', 'withdrawn', 'objected', 'objection-withdrawn', 'late')),
        version     bytea NOT NULL CONSTRAINT consent_event_version CHECK (octet_length(version) = 32),
        language    text NOT NULL,
        surface     text NOT NULL CONSTRAINT consent_event_surface CHECK (surface in
          ('sign-up', 'opt-in-section', 'unsubscribe', 'api', 'owner')),
        recorded_at timestamptz NOT NULL DEFAULT now(),
        evidence    bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('consent.evidence', 'evidence')}
      )`);
    await db.query('CREATE INDEX consent_event_subject ON consent_event (library_id, subject_id, id)');
    await shut(db, 'consent_event', 'select, insert, delete');
    await db.query(`
      CREATE TABLE consent (
        library_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        purpose    text NOT NULL,
        state      text NOT NULL CONSTRAINT consent_state CHECK (state in ('given', 'refused', 'withdrawn')),
        version    bytea NOT NULL,
        since      timestamptz NOT NULL,
        PRIMARY KEY (library_id, subject_id, purpose)
      )`);
    await shut(db, 'consent');
    await db.query(`
      CREATE TABLE objection (
        library_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        purpose    text NOT NULL,
        since      timestamptz NOT NULL,
        PRIMARY KEY (library_id, subject_id, purpose)
      )`);
    await shut(db, 'objection');
  }

  async down(db: QueryRunner) {
    for (const table of ['objection', 'consent', 'consent_event', 'purpose_version', 'purpose'])
      await db.query(`DROP TABLE ${table}`);
  }
}
