import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class KeepKeyExports1795000000401 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE key_epoch ADD COLUMN retired_at timestamptz');
    await db.query(`
      CREATE TABLE key_export (
        library_id   uuid NOT NULL,
        id           uuid NOT NULL,
        file         text NOT NULL,
        epochs       integer[] NOT NULL,
        bytes        bigint NOT NULL,
        has_operator boolean NOT NULL,
        verified_at  timestamptz NOT NULL,
        deleted_at   timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await shut(db, 'key_export');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE key_export');
    await db.query('ALTER TABLE key_epoch DROP COLUMN retired_at');
  }
}
