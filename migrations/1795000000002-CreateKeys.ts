import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateKeys1795000000002 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE key_epoch (
        library_id   uuid NOT NULL,
        epoch        integer NOT NULL,
        state        text NOT NULL CONSTRAINT key_epoch_state CHECK (state in ('live', 'retiring', 'destroyed')),
        created_at   timestamptz NOT NULL DEFAULT now(),
        destroyed_at timestamptz,
        PRIMARY KEY (library_id, epoch)
      )`);
    await shut(db, 'key_epoch');
    await db.query(`
      CREATE TABLE library_key (
        library_id uuid NOT NULL,
        epoch      integer NOT NULL,
        kind       text NOT NULL CONSTRAINT library_key_kind CHECK (kind in ('wrapping', 'index')),
        wrapped    bytea NOT NULL,
        PRIMARY KEY (library_id, epoch, kind)
      )`);
    await shut(db, 'library_key');
    await db.query(`
      CREATE TABLE sealing_key (
        library_id uuid NOT NULL,
        holder_id  uuid NOT NULL, -- a subject, or the library itself for its content
        purpose    text NOT NULL CONSTRAINT sealing_key_purpose CHECK (purpose in ('main', 'evidence', 'content')),
        kid        bytea NOT NULL,
        epoch      integer NOT NULL,
        wrapped    bytea NOT NULL,
        PRIMARY KEY (library_id, holder_id, purpose)
      )`);
    await db.query('CREATE INDEX sealing_key_epoch ON sealing_key (library_id, epoch)');
    await shut(db, 'sealing_key');
  }

  async down(db: QueryRunner) {
    for (const table of ['sealing_key', 'library_key', 'key_epoch']) await db.query(`DROP TABLE ${table}`);
  }
}
