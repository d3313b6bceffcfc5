import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

/** What was found, decided and told is only ever added to. */
const ONLY_ADDED = 'select, insert';

const hashed = (table: string) =>
  `content_hash bytea NOT NULL CONSTRAINT ${table}_content_hash CHECK (octet_length(content_hash) = 32)`;

export class CreateBreaches1795000003002 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE personal_data_breach (
        library_id uuid NOT NULL,
        id         uuid NOT NULL, -- the incident's
        mode       text NOT NULL CONSTRAINT personal_data_breach_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        found_at   timestamptz,
        added_at   timestamptz NOT NULL,
        added_by   uuid,
        account    bytea NOT NULL,
        ${hashed('personal_data_breach')},
        opening    bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('breach.account', 'account')}
      )`);
    await shut(db, 'personal_data_breach', ONLY_ADDED);
    await db.query(`
      CREATE TABLE breach_assessment (
        library_id         uuid NOT NULL,
        id                 uuid NOT NULL,
        incident_id        uuid NOT NULL,
        version            integer NOT NULL,
        quarters           integer NOT NULL CONSTRAINT breach_assessment_quarters CHECK (quarters between 1 and 24),
        band               text NOT NULL CONSTRAINT breach_assessment_band CHECK (band in ('low', 'medium', 'high', 'very-high')),
        presumes_authority boolean NOT NULL,
        presumes_subjects  boolean NOT NULL,
        assessed_at        timestamptz NOT NULL,
        assessed_by        uuid NOT NULL,
        grounds            bytea NOT NULL,
        ${hashed('breach_assessment')},
        opening            bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, incident_id, version),
        ${sealed('breach-assessment.grounds', 'grounds')}
      )`);
    await shut(db, 'breach_assessment', ONLY_ADDED);
    await db.query(`
      CREATE TABLE breach_decision (
        library_id              uuid NOT NULL,
        id                      uuid NOT NULL,
        incident_id             uuid NOT NULL,
        assessment_id           uuid NOT NULL,
        notify_authority        boolean NOT NULL,
        communicate_to_subjects boolean NOT NULL,
        departs                 boolean NOT NULL,
        decided_at              timestamptz NOT NULL,
        decided_by              uuid NOT NULL,
        reasons                 bytea NOT NULL,
        ${hashed('breach_decision')},
        opening                 bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('breach-decision.reasons', 'reasons')}
      )`);
    await db.query('CREATE INDEX breach_decision_incident ON breach_decision (library_id, incident_id, id)');
    await shut(db, 'breach_decision', ONLY_ADDED);
    await db.query(`
      CREATE TABLE breach_notice (
        library_id          uuid NOT NULL,
        id                  uuid NOT NULL,
        incident_id         uuid NOT NULL,
        mode                text NOT NULL CONSTRAINT breach_notice_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        kind                text NOT NULL CONSTRAINT breach_notice_kind CHECK (kind in ('to-controller', 'to-authority')),
        phase               integer NOT NULL,
        type                text NOT NULL CONSTRAINT breach_notice_type CHECK (type in ('new', 'follow-up', 'withdraw')),
        completeness        text NOT NULL CONSTRAINT breach_notice_completeness CHECK (completeness in ('complete', 'incomplete')),
        sent_at             timestamptz NOT NULL,
        recorded_at         timestamptz NOT NULL,
        sent_by             uuid NOT NULL,
        is_late             boolean NOT NULL,
        readers_informed_at timestamptz,
        letter_ids          uuid[] NOT NULL DEFAULT '{}',
        content             bytea NOT NULL,
        ${hashed('breach_notice')},
        opening             bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, incident_id, kind, phase),
        ${sealed('breach-notice.content', 'content')},
        CONSTRAINT breach_notice_drill CHECK (mode = 'live' or letter_ids = '{}')
      )`);
    await shut(db, 'breach_notice', ONLY_ADDED);
  }

  async down(db: QueryRunner) {
    for (const table of ['breach_notice', 'breach_decision', 'breach_assessment', 'personal_data_breach'])
      await db.query(`DROP TABLE ${table}`);
  }
}
