import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class ContainIncidents1795000004004 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE containment_action (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        incident_id   uuid NOT NULL,
        mode          text NOT NULL CONSTRAINT containment_action_mode CHECK (mode in ('live', 'drill', 'tabletop')),
        kind          text NOT NULL CONSTRAINT containment_action_kind CHECK (kind in
          ('end-sessions', 'force-password-change', 'switch-off-provider', 'revoke-api-keys', 'revoke-staff-access',
           'rotate-library-keys', 're-key-subjects', 'freeze-exports', 'read-only', 'pause-letters', 'quarantine-account',
           'block-addresses')),
        about_library uuid NOT NULL,
        about_subject uuid,
        state         text NOT NULL DEFAULT 'previewed' CONSTRAINT containment_action_state CHECK (state in
          ('previewed', 'approved', 'applying', 'applied', 'verified', 'reverted', 'expired', 'failed')),
        two_people    boolean NOT NULL,
        how_many      integer NOT NULL,
        plan          bytea NOT NULL,
        content_hash  bytea NOT NULL CONSTRAINT containment_action_content_hash CHECK (octet_length(content_hash) = 32),
        previewed_at  timestamptz NOT NULL,
        previewed_by  uuid NOT NULL,
        approved_at   timestamptz,
        approved_by   uuid,
        break_glass   boolean NOT NULL DEFAULT false,
        review_due_at timestamptz,
        reviewed_at   timestamptz,
        reviewed_by   uuid,
        claimed_until timestamptz,
        applied_at    timestamptz,
        applied_by    uuid,
        effect        jsonb, -- never of a drill
        verified_at   timestamptz,
        lasts_minutes integer,
        expires_at    timestamptz,
        ended_at      timestamptz,
        opening       bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('containment-action.plan', 'plan')},
        CONSTRAINT containment_action_effect CHECK (mode = 'live' or effect is null),
        CONSTRAINT containment_action_second_person
          CHECK (not two_people or approved_by is null or break_glass or approved_by <> previewed_by),
        CONSTRAINT containment_action_break_glass CHECK (break_glass = (review_due_at is not null)),
        CONSTRAINT containment_action_review CHECK (reviewed_by is null or reviewed_by <> approved_by)
      )`);
    await db.query(
      'CREATE INDEX containment_action_incident ON containment_action (library_id, incident_id, id)',
    );
    await db.query('CREATE INDEX containment_action_states ON containment_action (library_id, state, id)');
    await shut(db, 'containment_action', 'select, insert, update');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE containment_action');
  }
}
