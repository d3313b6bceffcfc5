import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateRestrictions1795000002201 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE restriction (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL, -- no foreign key to reader: that data were restricted outlives the account
        ground     text NOT NULL CONSTRAINT restriction_ground
                   CHECK (ground in ('18(1)(a)', '18(1)(b)', '18(1)(c)', '18(1)(d)', 'legal-hold')),
        request_id uuid,
        since      timestamptz NOT NULL,
        told_at    timestamptz, -- when the reader was told that it will be lifted (Art. 18(3))
        lifted_at  timestamptz,
        lifted_by  text CONSTRAINT restriction_lifted_by CHECK (lifted_by in ('reader', 'library')),
        PRIMARY KEY (library_id, id),
        CONSTRAINT restriction_lifted CHECK ((lifted_at is null) = (lifted_by is null)),
        -- A library lifts nothing that the reader was not told of before.
        CONSTRAINT restriction_told_before CHECK
          (lifted_at is null or lifted_by = 'reader' or ground = 'legal-hold' or told_at is not null and told_at <= lifted_at)
      )`);
    await db.query('CREATE INDEX restriction_subject ON restriction (library_id, subject_id, id)');
    await db.query(
      'CREATE INDEX restriction_told ON restriction (library_id, told_at) WHERE lifted_at is null',
    );
    await shut(db, 'restriction');
    await db.query(`
      CREATE TABLE restricted_view (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        subject_id uuid NOT NULL,
        staff_id   uuid NOT NULL,
        reason     bytea NOT NULL,
        opened_at  timestamptz NOT NULL,
        until_at   timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('restricted_view.reason', 'reason')}
      )`);
    await db.query(
      'CREATE INDEX restricted_view_subject ON restricted_view (library_id, subject_id, staff_id)',
    );
    await shut(db, 'restricted_view');
  }

  async down(db: QueryRunner) {
    for (const table of ['restricted_view', 'restriction']) await db.query(`DROP TABLE ${table}`);
  }
}
