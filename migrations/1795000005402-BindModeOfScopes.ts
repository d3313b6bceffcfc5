import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A scope is of the mode of its question, which is the incident's: a drill's is never taken for a real one. */
export class BindModeOfScopes1795000005402 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(
      'ALTER TABLE scope_question ADD CONSTRAINT scope_question_in_mode UNIQUE (library_id, id, mode)',
    );
    await db.query(`
      ALTER TABLE breach_scope ADD CONSTRAINT breach_scope_question FOREIGN KEY (library_id, question_id, mode)
        REFERENCES scope_question (library_id, id, mode)`);
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE breach_scope DROP CONSTRAINT breach_scope_question');
    await db.query('ALTER TABLE scope_question DROP CONSTRAINT scope_question_in_mode');
  }
}
