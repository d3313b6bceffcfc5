import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RestrainLibraries1795000004001 implements MigrationInterface {
  async up(db: QueryRunner) {
    // What stands against a library's normal working; of the platform's row, against that of all.
    await db.query(`ALTER TABLE library_directory ADD COLUMN restraints text[] NOT NULL DEFAULT '{}'`);
    await db.query('GRANT UPDATE (restraints) ON library_directory TO carrel_app');
    await db.query('ALTER TABLE subject ADD COLUMN quarantined_at timestamptz');
    await db.query('ALTER TABLE subject ADD COLUMN password_due_at timestamptz');
    // Null: opened before this column was there.
    await db.query('ALTER TABLE session ADD COLUMN opened_epochs integer[]');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE session DROP COLUMN opened_epochs');
    await db.query('ALTER TABLE subject DROP COLUMN password_due_at');
    await db.query('ALTER TABLE subject DROP COLUMN quarantined_at');
    await db.query('ALTER TABLE library_directory DROP COLUMN restraints');
  }
}
