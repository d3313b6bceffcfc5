import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class HoldErasures1795000002401 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE legal_hold (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL,
        ground      text NOT NULL CONSTRAINT legal_hold_ground CHECK (ground in ('17(3)(b)', '17(3)(e)')),
        citation    bytea NOT NULL,
        words       bytea NOT NULL,
        purposes    text[] NOT NULL DEFAULT '{}',
        tables      text[] NOT NULL DEFAULT '{}',
        placed_at   timestamptz NOT NULL,
        placed_by   uuid NOT NULL,
        reviewed_at timestamptz NOT NULL,
        reviewed_by uuid NOT NULL,
        review_at   timestamptz NOT NULL,
        reminded_at timestamptz,
        lifted_at   timestamptz,
        lifted_by   uuid,
        PRIMARY KEY (library_id, id),
        CONSTRAINT legal_hold_review CHECK (review_at > reviewed_at and review_at <= reviewed_at + interval '1 year'),
        CONSTRAINT legal_hold_lifted CHECK ((lifted_at is null) = (lifted_by is null)),
        ${sealed('legal-hold.citation', 'citation')},
        ${sealed('legal-hold.words', 'words')}
      )`);
    await db.query(
      'CREATE INDEX legal_hold_subject ON legal_hold (library_id, subject_id) WHERE lifted_at is null',
    );
    await db.query(
      'CREATE INDEX legal_hold_review_at ON legal_hold (library_id, review_at) WHERE lifted_at is null',
    );
    await shut(db, 'legal_hold');
  }

  async down(db: QueryRunner) {
    await db.query('DROP TABLE legal_hold');
  }
}
