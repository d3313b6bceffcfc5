import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shut } from './policy.js';

export class WatchDeadlines1795000002002 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE staff_notice (
        library_id       uuid NOT NULL, -- the platform's
        id               uuid NOT NULL,
        about_library_id uuid NOT NULL,
        key              text NOT NULL, -- a rung or an alarm: nobody is told twice
        told_at          timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, about_library_id, key)
      )`);
    await shut(db, 'staff_notice');
    await db.query(`
      CREATE TABLE deadline_feed (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        staff_id   uuid NOT NULL,
        token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query('CREATE UNIQUE INDEX deadline_feed_token ON deadline_feed (library_id, token_hash)');
    await shut(db, 'deadline_feed');
    // What is open or failed is few among many: reminders, the feed and alarms look for it every hour.
    await db.query(
      `CREATE INDEX data_subject_request_watched ON data_subject_request (library_id, id)
       WHERE state in ('received', 'waiting-for-identity', 'in-progress', 'failed')`,
    );
    await db.query(
      'CREATE INDEX data_subject_request_legal_limit ON data_subject_request (library_id, legal_limit)',
    );
  }

  async down(db: QueryRunner) {
    await db.query('DROP INDEX data_subject_request_watched, data_subject_request_legal_limit');
    await db.query('DROP TABLE deadline_feed');
    await db.query('DROP TABLE staff_notice');
  }
}
