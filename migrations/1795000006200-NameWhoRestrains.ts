import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NameWhoRestrains1795000006200 implements MigrationInterface {
  async up(db: QueryRunner) {
    // A restraint, a space and the id of the action that set it; what stood before has no name here.
    await db.query(`ALTER TABLE library_directory ADD COLUMN restrained_by text[] NOT NULL DEFAULT '{}'`);
    await db.query('GRANT UPDATE (restrained_by) ON library_directory TO carrel_app');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE library_directory DROP COLUMN restrained_by');
  }
}
