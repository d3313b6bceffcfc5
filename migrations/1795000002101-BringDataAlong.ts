import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

const THREAD = ['conversation', 'message', 'attachment'];

/** Readers bring along what another library gave them; every row says so. */
export class BringDataAlong1795000002101 implements MigrationInterface {
  async up(db: QueryRunner) {
    for (const table of THREAD)
      await db.query(`ALTER TABLE ${table} ADD COLUMN is_brought_along boolean NOT NULL DEFAULT false`);
    await db.query(`
      ALTER TABLE conversation
        ADD COLUMN brought_from bytea,
        ADD CONSTRAINT conversation_brought_along CHECK (is_brought_along = (brought_from is not null)),
        ADD ${sealed('conversation.brought_from', 'brought_from')}`);
    await db.query(`
      CREATE TABLE past_loan (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        reader_id    uuid NOT NULL,
        item         bytea NOT NULL,
        brought_from bytea NOT NULL,
        lent_at      timestamptz NOT NULL,
        returned_at  timestamptz,
        PRIMARY KEY (library_id, id),
        ${sealed('past_loan.item', 'item')},
        ${sealed('past_loan.brought_from', 'brought_from')}
      )`);
    await db.query('CREATE INDEX past_loan_reader ON past_loan (library_id, reader_id, id)');
    await shut(db, 'past_loan');
    await db.query(`
      CREATE TABLE portability_import (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        subject_id   uuid NOT NULL,
        state        text NOT NULL DEFAULT 'arriving' CONSTRAINT portability_import_state
                       CHECK (state in ('arriving', 'previewed', 'confirmed', 'completed', 'failed')),
        received_at  timestamptz NOT NULL,
        expires_at   timestamptz NOT NULL,
        confirmed_at timestamptz,
        completed_at timestamptz,
        plan         bytea,
        attempts     integer NOT NULL DEFAULT 0,
        lease_until  timestamptz,
        PRIMARY KEY (library_id, id),
        CONSTRAINT portability_import_planned CHECK (state = 'arriving' or plan is not null),
        CONSTRAINT portability_import_confirmed CHECK ((state in ('arriving', 'previewed')) = (confirmed_at is null)),
        ${sealed('portability_import.plan', 'plan')}
      )`);
    await db.query(
      'CREATE INDEX portability_import_subject ON portability_import (library_id, subject_id, id)',
    );
    await db.query(
      `CREATE UNIQUE INDEX portability_import_open ON portability_import (library_id, subject_id) WHERE state in ('previewed', 'confirmed')`,
    );
    await db.query(
      `CREATE INDEX portability_import_expires ON portability_import (library_id, expires_at) WHERE state in ('arriving', 'previewed')`,
    );
    await shut(db, 'portability_import');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE portability_import');
    await db.query('DROP TABLE past_loan');
    await db.query('ALTER TABLE conversation DROP COLUMN brought_from');
    for (const table of THREAD) await db.query(`ALTER TABLE ${table} DROP COLUMN is_brought_along`);
  }
}
