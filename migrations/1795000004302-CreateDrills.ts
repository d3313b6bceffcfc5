import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealed, shut } from './policy.js';

/** Nothing of a drill may stand beside what is live. */
const drilled = (table: string) =>
  `mode text NOT NULL CONSTRAINT ${table}_mode CHECK (mode in ('drill', 'tabletop'))`;

export class CreateDrills1795000004302 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`
      CREATE TABLE drill_inject (
        library_id    uuid NOT NULL,
        id            uuid NOT NULL,
        incident_id   uuid NOT NULL,
        ${drilled('drill_inject')},
        after_minutes integer NOT NULL CONSTRAINT drill_inject_after CHECK (after_minutes between 0 and 20160),
        content       bytea NOT NULL,
        came_at       timestamptz,
        PRIMARY KEY (library_id, id),
        ${sealed('drill-inject.content', 'content')}
      )`);
    await db.query('CREATE INDEX drill_inject_incident ON drill_inject (library_id, incident_id, id)');
    await shut(db, 'drill_inject', 'select, insert');
    await db.query('GRANT UPDATE (came_at) ON drill_inject TO carrel_app');
    await db.query(`
      CREATE TABLE drill_score (
        library_id       uuid NOT NULL,
        id               uuid NOT NULL,
        incident_id      uuid NOT NULL,
        ${drilled('drill_score')},
        scored_at        timestamptz NOT NULL,
        scored_by        uuid, -- null: by Carrel itself
        declare_minutes  integer NOT NULL,
        snapshot_minutes integer,
        notice_minutes   integer,
        completeness     integer NOT NULL,
        injects_came     integer NOT NULL,
        injects_answered integer NOT NULL,
        points           integer NOT NULL,
        opening          bytea NOT NULL,
        PRIMARY KEY (library_id, id),
        CONSTRAINT drill_score_points CHECK (points between 0 and 100 and completeness between 0 and 100)
      )`);
    await db.query('CREATE INDEX drill_score_incident ON drill_score (library_id, incident_id, id)');
    await shut(db, 'drill_score', 'select, insert');
  }

  async down(db: QueryRunner) {
    for (const table of ['drill_score', 'drill_inject']) await db.query(`DROP TABLE ${table}`);
  }
}
