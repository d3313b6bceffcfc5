import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePanelSessions1795000000502 implements MigrationInterface {
  async up(db: QueryRunner) {
    // Read by connect-pg-simple before anyone is known, so it belongs to no library and holds ids only. Columns are its own.
    await db.query(`
      CREATE TABLE admin_session (
        sid    text NOT NULL PRIMARY KEY,
        sess   json NOT NULL,
        expire timestamp(6) NOT NULL
      )`);
    await db.query('CREATE INDEX admin_session_expire ON admin_session (expire)');
    await db.query('GRANT SELECT, INSERT, UPDATE, DELETE ON admin_session TO carrel_app');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE admin_session');
  }
}
