import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

const mode = (table: string) =>
  `mode text NOT NULL CONSTRAINT ${table}_mode CHECK (mode in ('live', 'drill', 'tabletop'))`;

/** Letters to readers about a breach (Art. 34), and to whom each went. */
export class CreateBreachCommunications1795000004201 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(
      'ALTER TABLE personal_data_breach ADD CONSTRAINT personal_data_breach_in_mode UNIQUE (library_id, id, mode)',
    );
    await db.query(`
      CREATE TABLE breach_communication (
        library_id            uuid NOT NULL,
        id                    uuid NOT NULL,
        incident_id           uuid NOT NULL,
        ${mode('breach_communication')},
        state                 text NOT NULL DEFAULT 'draft' CONSTRAINT breach_communication_state
                              CHECK (state in ('draft', 'freezing', 'sending', 'paused', 'sent')),
        paused_for            text CONSTRAINT breach_communication_paused_for CHECK (paused_for in ('person', 'errors')),
        content               bytea NOT NULL,
        content_hash          bytea NOT NULL CONSTRAINT breach_communication_content_hash CHECK (octet_length(content_hash) = 32),
        code_hash             bytea NOT NULL,
        per_domain_per_minute integer CONSTRAINT breach_communication_pace CHECK (per_domain_per_minute between 1 and 100000),
        pause_at_percent      integer NOT NULL DEFAULT 25 CONSTRAINT breach_communication_errors CHECK (pause_at_percent between 1 and 100),
        drafted_at            timestamptz NOT NULL,
        drafted_by            uuid NOT NULL,
        approved_at           timestamptz,
        approved_by           uuid,
        frozen_at             timestamptz,
        first_at              timestamptz, -- when the first letter was accepted
        tried_at              timestamptz, -- when every letter had been tried once
        finished_at           timestamptz,
        reached               text, -- the cursor up to which readers are frozen
        recipients_hash       bytea,
        frozen                integer NOT NULL DEFAULT 0,
        accepted              integer,
        bounced               integer,
        unreachable           integer,
        ambiguous             integer,
        recorded              integer,
        lease_until           timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT breach_communication_code UNIQUE (library_id, code_hash),
        CONSTRAINT breach_communication_in_mode UNIQUE (library_id, id, mode),
        CONSTRAINT breach_communication_breach FOREIGN KEY (library_id, incident_id, mode)
          REFERENCES personal_data_breach (library_id, id, mode),
        CONSTRAINT breach_communication_totals CHECK (
          state <> 'sent' or coalesce(frozen = accepted + bounced + unreachable + ambiguous + recorded, false)),
        ${sealed('breach-communication.content', 'content')}
      )`);
    await db.query(
      'CREATE INDEX breach_communication_incident ON breach_communication (library_id, incident_id, id)',
    );
    await db.query(`
      CREATE INDEX breach_communication_under_way ON breach_communication (library_id, id)
      WHERE state in ('freezing', 'sending')`);
    await shut(db, 'breach_communication', 'select, insert, update');
    await db.query(`
      CREATE TABLE breach_letter (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL,
        communication_id uuid NOT NULL,
        reader_id        uuid NOT NULL, -- no foreign key to reader: whom a breach was told to outlives the account
        addressee        text NOT NULL CONSTRAINT breach_letter_addressee CHECK (addressee in ('reader', 'their-guardian')),
        ${mode('breach_letter')},
        state            text NOT NULL CONSTRAINT breach_letter_state CHECK (
                         state in ('pending', 'claimed', 'deferred', 'accepted', 'bounced', 'unreachable', 'ambiguous', 'recorded')),
        -- nothing of a drill can be claimed, and so none of it can leave
        CONSTRAINT breach_letter_drill CHECK ((mode = 'live') = (state <> 'recorded')),
        attempts         integer NOT NULL DEFAULT 0,
        is_doubtful      boolean NOT NULL DEFAULT false,
        next_attempt_at  timestamptz NOT NULL,
        settled_at       timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT breach_letter_once UNIQUE (library_id, communication_id, reader_id, addressee),
        CONSTRAINT breach_letter_communication FOREIGN KEY (library_id, communication_id, mode)
          REFERENCES breach_communication (library_id, id, mode)
      )`);
    await db.query(`
      CREATE INDEX breach_letter_due ON breach_letter (library_id, communication_id, next_attempt_at)
      WHERE state in ('pending', 'claimed', 'deferred')`);
    await db.query('CREATE INDEX breach_letter_reader ON breach_letter (library_id, reader_id, id)');
    await shut(db, 'breach_letter', 'select, insert, update');
  }

  async down(db: QueryRunner) {
    for (const table of ['breach_letter', 'breach_communication']) await db.query(`DROP TABLE ${table}`);
    await db.query('ALTER TABLE personal_data_breach DROP CONSTRAINT personal_data_breach_in_mode');
  }
}
