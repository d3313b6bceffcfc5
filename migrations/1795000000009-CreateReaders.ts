import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

export class CreateReaders1795000000009 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE reader (
        library_id        uuid NOT NULL,
        id                uuid NOT NULL,
        state             text NOT NULL DEFAULT 'active' CONSTRAINT reader_state CHECK (state in ('active', 'unclaimed')),
        email             bytea NOT NULL,
        name              bytea NOT NULL,
        country           bytea,
        birth_date        bytea,
        language          bytea NOT NULL,
        phone             bytea,
        guardian          bytea,
        password_hash     bytea,
        agreement_version bytea,
        agreed_at         timestamptz,
        created_at        timestamptz NOT NULL DEFAULT now(),
        last_seen_at      timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (library_id, id),
        ${sealed('reader.email', 'email')},
        ${sealed('reader.name', 'name')},
        ${sealed('reader.country', 'country')},
        ${sealed('reader.birth_date', 'birth_date')},
        ${sealed('reader.language', 'language')},
        ${sealed('reader.phone', 'phone')},
        ${sealed('reader.guardian', 'guardian')},
        ${sealed('reader.password', 'password_hash')}
      )`);
    await shut(db, 'reader');
    await db.query(`
      CREATE TABLE sign_up (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        email         bytea NOT NULL,
        form          bytea NOT NULL,
        password_hash bytea,
        token_hash    bytea NOT NULL,
        expires_at    timestamptz NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('sign_up.email', 'email')},
        ${sealed('sign_up.form', 'form')},
        ${sealed('sign_up.password', 'password_hash')}
      )`);
    await db.query('CREATE UNIQUE INDEX sign_up_token ON sign_up (library_id, token_hash)');
    await db.query('CREATE INDEX sign_up_expires_at ON sign_up (library_id, expires_at)');
    await shut(db, 'sign_up');
    await db.query(`
      CREATE TABLE reader_evidence (
        library_id  uuid NOT NULL,
        id          uuid NOT NULL,
        subject_id  uuid NOT NULL, -- no foreign key to reader: the evidence outlives the account
        recorded_at timestamptz NOT NULL DEFAULT now(),
        address     bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        ${sealed('reader_evidence.address', 'address')}
      )`);
    await db.query('CREATE INDEX reader_evidence_subject ON reader_evidence (library_id, subject_id)');
    await shut(db, 'reader_evidence');
  }

  async down(db: QueryRunner) {
    for (const table of ['reader_evidence', 'sign_up', 'reader']) await db.query(`DROP TABLE ${table}`);
  }
}
