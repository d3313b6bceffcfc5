import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateLibraries1795000000007 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE library (
        library_id uuid NOT NULL,
        id         uuid NOT NULL,
        slug       text NOT NULL,
        name       text NOT NULL,
        country    text NOT NULL,
        languages  text[] NOT NULL,
        controller jsonb NOT NULL,
        origins    text[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id)
      )`);
    await shut(db, 'library');
    await db.query(`
      CREATE TABLE agreement (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        language      text NOT NULL,
        version       bytea NOT NULL, -- SHA-256 of the exact text
        title         text NOT NULL,
        text          text NOT NULL,
        published_at  timestamptz NOT NULL DEFAULT now(),
        superseded_at timestamptz,
        PRIMARY KEY (library_id, id)
      )`);
    await db.query(
      'CREATE UNIQUE INDEX agreement_current ON agreement (library_id, language) WHERE superseded_at is null',
    );
    await shut(db, 'agreement', 'select, insert');
    // A published text is immutable: only its standing changes.
    await db.query('GRANT UPDATE (superseded_at) ON agreement TO carrel_app');
    await db.query(`
      CREATE TABLE staff (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        email         bytea NOT NULL,
        name          bytea NOT NULL,
        password_hash bytea,
        totp_secret   bytea,
        second_factor boolean NOT NULL DEFAULT false,
        created_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('staff.email', 'email')},
        ${sealed('staff.name', 'name')},
        ${sealed('staff.password', 'password_hash')},
        ${sealed('staff.totp', 'totp_secret')}
      )`);
    await shut(db, 'staff');
    await db.query(`
      CREATE TABLE membership (
        library_id        uuid NOT NULL,
        id                uuid NOT NULL,
        staff_id          uuid NOT NULL,
        member_library_id uuid NOT NULL,
        role              text NOT NULL CONSTRAINT membership_role CHECK (role in ('owner', 'librarian', 'security-officer')),
        PRIMARY KEY (library_id, id),
        UNIQUE (library_id, staff_id, member_library_id)
      )`);
    await shut(db, 'membership');
  }

  async down(db: QueryRunner) {
    for (const table of ['membership', 'staff', 'agreement', 'library'])
      await db.query(`DROP TABLE ${table}`);
  }
}
