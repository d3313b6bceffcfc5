import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class KeepOutsideAnchors1795000001501 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE ledger_anchor (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        generation integer NOT NULL,
        size       bigint NOT NULL,
        kind       text NOT NULL CONSTRAINT ledger_anchor_kind CHECK (kind in ('time-stamp', 'mail')),
        sent_to    bytea NOT NULL CONSTRAINT ledger_anchor_sent_to CHECK (octet_length(sent_to) = 32), -- SHA-256 of the address
        at         timestamptz NOT NULL,
        token      bytea,
        PRIMARY KEY (library_id, id),
        CONSTRAINT ledger_anchor_token CHECK ((kind = 'time-stamp') = (token is not null))
      )`);
    await db.query(
      'CREATE UNIQUE INDEX ledger_anchor_once ON ledger_anchor (library_id, kind, sent_to, generation, size)',
    );
    await shut(db, 'ledger_anchor', 'select, insert');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE ledger_anchor');
  }
}
