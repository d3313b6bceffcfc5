import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

const KIND = `text NOT NULL CONSTRAINT`;
const KINDS = `CHECK (kind in ('email', 'call', 'text-message', 'tracking-event'))`;

export class CreateInteractions1795000000203 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE interaction (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        reader_id   uuid NOT NULL,
        kind        ${KIND} interaction_kind ${KINDS},
        purpose     text NOT NULL,
        content     bytea NOT NULL,
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        recorded_by uuid,
        PRIMARY KEY (library_id, id),
        ${sealed('interaction.content', 'content')}
      )`);
    await db.query('CREATE INDEX interaction_reader ON interaction (library_id, reader_id, id)');
    await shut(db, 'interaction');
    await db.query(`
      CREATE TABLE interaction_refusal (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        reader_id  uuid NOT NULL,
        kind       ${KIND} interaction_refusal_kind ${KINDS},
        purpose    text NOT NULL,
        reason     text NOT NULL,
        refused_at timestamptz NOT NULL,
        refused_to uuid,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      'CREATE INDEX interaction_refusal_reader ON interaction_refusal (library_id, reader_id, id)',
    );
    await shut(db, 'interaction_refusal');
  }

  async down(db: QueryRunner) {
    for (const table of ['interaction_refusal', 'interaction']) await db.query(`DROP TABLE ${table}`);
  }
}
