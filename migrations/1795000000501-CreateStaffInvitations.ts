import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class CreateStaffInvitations1795000000501 implements MigrationInterface {
  async up(db: QueryRunner) {
    // A refreshed token acts where its session does, and remembers whether a code was shown at sign-in.
    await db.query(
      'ALTER TABLE session ADD COLUMN acts_in uuid, ADD COLUMN second_factor boolean NOT NULL DEFAULT false',
    );
    // A code of the second factor counts once: a later one has to be of a later step.
    await db.query('ALTER TABLE staff ADD COLUMN totp_last_step integer NOT NULL DEFAULT 0');
    await db.query(`
      CREATE TABLE staff_invitation (
        library_id        uuid NOT NULL,
        id                uuid NOT NULL,
        staff_id          uuid NOT NULL,
        member_library_id uuid NOT NULL,
        role              text NOT NULL CONSTRAINT staff_invitation_role CHECK (role in ('owner', 'librarian', 'security-officer')),
        token_hash        bytea NOT NULL,
        expires_at        timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE UNIQUE INDEX staff_invitation_token ON staff_invitation (library_id, token_hash)');
    await shut(db, 'staff_invitation');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE staff_invitation');
    await db.query('ALTER TABLE staff DROP COLUMN totp_last_step');
    await db.query('ALTER TABLE session DROP COLUMN second_factor, DROP COLUMN acts_in');
  }
}
