import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateLedger1795000001001 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE ledger_entry (
        library_id uuid NOT NULL,
        id         uuid NOT NULL, -- random: the log tells neither when a fact was nor which row it is about
        leaf       bytea NOT NULL,
        queued_at  timestamptz NOT NULL DEFAULT now(),
        generation integer,
        seq        bigint,
        PRIMARY KEY (library_id, id),
        CONSTRAINT ledger_entry_numbered CHECK ((generation is null) = (seq is null))
      )`);
    await db.query(
      'CREATE INDEX ledger_entry_waiting ON ledger_entry (library_id, queued_at, id) WHERE seq is null',
    );
    await db.query('CREATE UNIQUE INDEX ledger_entry_seq ON ledger_entry (library_id, generation, seq)');
    await shut(db, 'ledger_entry', 'select, insert');
    // An entry is written once; only the sequencer's number comes later.
    await db.query('GRANT UPDATE (generation, seq) ON ledger_entry TO carrel_app');
    await db.query(`
      CREATE TABLE ledger_log (
        library_id  uuid NOT NULL,
        generation  integer NOT NULL,
        origin      text NOT NULL,
        key         text NOT NULL,
        size        bigint NOT NULL DEFAULT 0,
        anchored    bigint NOT NULL DEFAULT 0, -- how many entries the platform's log knows of
        began_at    timestamptz NOT NULL DEFAULT now(),
        ended_at    timestamptz,
        PRIMARY KEY (library_id, generation)
      )`);
    await db.query('CREATE UNIQUE INDEX ledger_log_open ON ledger_log (library_id) WHERE ended_at is null');
    await shut(db, 'ledger_log', 'select, insert');
    await db.query('GRANT UPDATE (size, anchored, ended_at) ON ledger_log TO carrel_app');
    await db.query(`
      CREATE TABLE ledger_tile (
        library_id uuid NOT NULL,
        generation integer NOT NULL,
        level      integer NOT NULL,
        position   bigint NOT NULL,
        hashes     bytea NOT NULL CONSTRAINT ledger_tile_hashes
                   CHECK (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
        PRIMARY KEY (library_id, generation, level, position)
      )`);
    await shut(db, 'ledger_tile', 'select, insert');
    await db.query('GRANT UPDATE (hashes) ON ledger_tile TO carrel_app');
    await db.query(`
      CREATE TABLE ledger_checkpoint (
        library_id uuid NOT NULL,
        generation integer NOT NULL,
        size       bigint NOT NULL,
        note       text NOT NULL,
        signed_at  timestamptz NOT NULL,
        PRIMARY KEY (library_id, generation, size)
      )`);
    await shut(db, 'ledger_checkpoint', 'select, insert');
    await db.query(`
      CREATE TABLE fact (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL, -- no foreign key to reader: what proves an erasure outlives the account
        kind        text NOT NULL,
        about       uuid NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        opening     bytea NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX fact_about ON fact (library_id, about, id)');
    await db.query('CREATE INDEX fact_subject ON fact (library_id, subject_id, id)');
    await shut(db, 'fact', 'select, insert, delete');
  }

  async down(db: QueryRunner) {
    for (const table of ['fact', 'ledger_checkpoint', 'ledger_tile', 'ledger_log', 'ledger_entry'])
      await db.query(`DROP TABLE ${table}`);
  }
}
