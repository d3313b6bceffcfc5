import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class RememberStaff1795000002402 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE past_membership (
        library_id        uuid NOT NULL,
        id                uuid NOT NULL,
        staff_id          uuid NOT NULL, -- no foreign key to staff: what someone did is answered for without their name
        member_library_id uuid NOT NULL,
        role              text NOT NULL CONSTRAINT past_membership_role CHECK (role in ('owner', 'librarian', 'security-officer')),
        ended_at          timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE INDEX past_membership_staff ON past_membership (library_id, staff_id)');
    await shut(db, 'past_membership', 'select, insert');
    await db.query('ALTER TABLE erasure DROP CONSTRAINT erasure_asked_by');
    await db.query(
      "ALTER TABLE erasure ADD CONSTRAINT erasure_asked_by CHECK (asked_by in ('reader', 'library', 'staff'))",
    );
  }

  async down(db: QueryRunner) {
    await db.query("UPDATE erasure SET asked_by = 'library' WHERE asked_by = 'staff'");
    await db.query('ALTER TABLE erasure DROP CONSTRAINT erasure_asked_by');
    await db.query(
      "ALTER TABLE erasure ADD CONSTRAINT erasure_asked_by CHECK (asked_by in ('reader', 'library'))",
    );
    await db.query('DROP TABLE past_membership');
  }
}
