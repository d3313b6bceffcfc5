import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class BlockAddresses1795000004003 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE address_block (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        ranges     bytea NOT NULL,
        since      timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('address-block.ranges', 'ranges')}
      )`);
    await shut(db, 'address_block', 'select, insert, delete');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE address_block');
  }
}
