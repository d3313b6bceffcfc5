import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'declared', 'note', 'phase', 'role', 'step', 'library', 'awareness', 'awareness-proposed', 'awareness-confirmed',
  'evidence', 'custody', 'assessed', 'decided', 'told', 'delivered', 'acknowledged', 'notified', 'reminded'`;
const ONCE = `'delivered', 'acknowledged', 'awareness-confirmed'`;

/** That a ground of Art. 34(3) holds no longer is noted once for a decision; the duty to write to readers runs from there. */
export class NoteLapsedGrounds1795000005401 implements MigrationInterface {
  async up(db: QueryRunner) {
    await allow(db, `${KINDS}, 'ground-lapsed'`, `${ONCE}, 'ground-lapsed'`);
  }

  async down(db: QueryRunner) {
    await db.query(`DELETE FROM incident_entry WHERE kind = 'ground-lapsed'`);
    await allow(db, KINDS, ONCE);
  }
}

async function allow(db: QueryRunner, kinds: string, once: string) {
  await db.query('ALTER TABLE incident_entry DROP CONSTRAINT incident_entry_kind');
  await db.query(`ALTER TABLE incident_entry ADD CONSTRAINT incident_entry_kind CHECK (kind in (${kinds}))`);
  await db.query('DROP INDEX incident_entry_once');
  await db.query(
    `CREATE UNIQUE INDEX incident_entry_once ON incident_entry (library_id, about, kind) WHERE kind in (${once})`,
  );
}
