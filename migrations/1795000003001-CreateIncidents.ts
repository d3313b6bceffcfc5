import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

/** What happened is only ever added to. */
const ONLY_ADDED = 'select, insert';

export class CreateIncidents1795000003001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE incident (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        mode          text NOT NULL CONSTRAINT incident_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        phase         text NOT NULL DEFAULT 'declared' CONSTRAINT incident_phase CHECK (phase in
          ('reported', 'triage', 'declared', 'contained', 'eradicated', 'recovered', 'review', 'closed', 'false-alarm')),
        occurred_from timestamptz,
        occurred_to   timestamptz,
        detected_at   timestamptz NOT NULL,
        aware_at      timestamptz NOT NULL,
        declared_at   timestamptz NOT NULL,
        declared_by   uuid, -- null: by the command line
        account       bytea NOT NULL,
        content_hash  bytea NOT NULL CONSTRAINT incident_content_hash CHECK (octet_length(content_hash) = 32),
        opening       bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('incident.account', 'account')},
        CONSTRAINT incident_occurred CHECK (occurred_from is null or occurred_to is null or occurred_from <= occurred_to)
      )`);
    await db.query('CREATE INDEX incident_phases ON incident (library_id, phase, id)');
    await shut(db, 'incident', ONLY_ADDED);
    await db.query('GRANT UPDATE (phase) ON incident TO carrel_app');
    await db.query(`
      CREATE TABLE incident_entry (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        incident_id  uuid NOT NULL,
        kind         text NOT NULL CONSTRAINT incident_entry_kind CHECK (kind in
          ('declared', 'note', 'phase', 'role', 'step', 'library', 'awareness', 'awareness-proposed', 'awareness-confirmed',
           'evidence', 'custody', 'assessed', 'decided', 'told', 'delivered', 'acknowledged', 'notified', 'reminded')),
        detail       text CONSTRAINT incident_entry_detail CHECK (detail ~ '^[a-z0-9-]{1,60}$'),
        about        uuid,
        happened_at  timestamptz NOT NULL,
        recorded_at  timestamptz NOT NULL,
        recorded_by  uuid,
        proposed_by  uuid, -- of a confirmation: the first of two people
        note         bytea,
        content_hash bytea,
        opening      bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('incident-entry.note', 'note')},
        CONSTRAINT incident_entry_second_person CHECK (proposed_by <> recorded_by),
        CONSTRAINT incident_entry_confirmed CHECK ((kind = 'awareness-confirmed') = (proposed_by is not null)),
        CONSTRAINT incident_entry_confirmed_by CHECK (kind <> 'awareness-confirmed' or recorded_by is not null),
        CONSTRAINT incident_entry_content_hash CHECK ((note is null) = (content_hash is null))
      )`);
    await db.query('CREATE INDEX incident_entry_incident ON incident_entry (library_id, incident_id, id)');
    await db.query('CREATE INDEX incident_entry_kinds ON incident_entry (library_id, incident_id, kind, id)');
    await db.query(`CREATE UNIQUE INDEX incident_entry_once ON incident_entry (library_id, about, kind)
      WHERE kind in ('delivered', 'acknowledged', 'awareness-confirmed')`);
    await shut(db, 'incident_entry', ONLY_ADDED);
    await db.query(`
      CREATE TABLE incident_evidence (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        incident_id  uuid NOT NULL,
        taken_at     timestamptz NOT NULL,
        taken_by     uuid,
        manifest     bytea NOT NULL,
        content_hash bytea NOT NULL CONSTRAINT incident_evidence_content_hash CHECK (octet_length(content_hash) = 32),
        opening      bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('incident-evidence.manifest', 'manifest')}
      )`);
    await db.query(
      'CREATE INDEX incident_evidence_incident ON incident_evidence (library_id, incident_id, id)',
    );
    await shut(db, 'incident_evidence', ONLY_ADDED);
    await db.query(`
      CREATE TABLE incident_reminder (
        library_id  uuid NOT NULL,
        incident_id uuid NOT NULL,
        about       uuid NOT NULL,
        duty        text NOT NULL,
        remind_at   timestamptz NOT NULL,
        reminded_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, incident_id, about, duty, remind_at)
      )`);
    await shut(db, 'incident_reminder', ONLY_ADDED);
  }

  async down(db: QueryRunner) {
    for (const table of ['incident_reminder', 'incident_evidence', 'incident_entry', 'incident'])
      await db.query(`DROP TABLE ${table}`);
  }
}
