import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnowWhatWasCarriedOut1795000000901 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query('ALTER TABLE idempotent_answer ADD COLUMN carried_out_at timestamptz');
  }

  async down(db: QueryRunner) {
    await db.query('ALTER TABLE idempotent_answer DROP COLUMN carried_out_at');
  }
}
