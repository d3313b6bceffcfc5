import type { INestApplicationContext } from '@nestjs/common';
import { Pool } from 'pg';
import { aJob, type Job } from '../foundation/access/signed-in.js';
import { NotRestored } from '../foundation/backup/backup-errors.js';
import { librariesOf } from '../foundation/encryption/epochs.js';
import { SealedStore } from '../foundation/files/sealed-store.js';
import { Records } from '../foundation/records/records.js';
import { SubjectRows } from '../foundation/records/subject-rows.js';

const READERS_OF_EACH = 200;

/** What a look at a restored installation found. */
export interface Seen {
  /** Readers of whom everything opened. */
  opened: number;
  /** Erased people of whom nothing is left. */
  erased: number;
}

/** Opens everything of some readers of each library, and sees that nothing is left of those who were erased. */
export async function lookAt(app: INestApplicationContext): Promise<Seen> {
  const seen = { opened: 0, erased: 0 };
  for (const libraryId of await librariesOf(app.get(Pool))) {
    const me = aJob('restore drill', libraryId);
    const living = await subjects(
      app,
      me,
      `state in ('active', 'restricted') order by random() limit ${READERS_OF_EACH}`,
    );
    for (const id of living) await openAll(app, me, id);
    seen.opened += living.length;
    const erased = await subjects(app, me, `state in ('erasing', 'erased')`);
    for (const id of erased) await refuseRemains(app, me, id);
    seen.erased += erased.length;
  }
  return seen;
}

async function openAll(app: INestApplicationContext, me: Job, subjectId: string) {
  const rows = app.get(SubjectRows);
  for (const table of rows.tables.filter(({ personal }) => !personal.exported)) {
    let after: string | undefined;
    do {
      const page = await app
        .get(Records)
        .in(me, (db) => rows.page(db, table, subjectId, after === undefined ? {} : { after }));
      if (table.personal.file)
        for (const { id } of page.items) await openFile(app, me, String(id), subjectId);
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
}

/** To its last byte; a download that is over has a row and no file. */
async function openFile(app: INestApplicationContext, me: Job, id: string, subjectId: string) {
  const store = app.get(SealedStore);
  for await (const _ of await store.open(me, { id, subjectId })) continue;
}

async function refuseRemains(app: INestApplicationContext, me: Job, subjectId: string) {
  const rows = app.get(SubjectRows);
  await app.get(Records).in(me, async (db) => {
    const [left] = await rows.holding(db, rows.erasable(), subjectId);
    if (left) throw new NotRestored(`Somebody who was erased has rows in ${left.name} again.`);
    const { rowCount } = await db.tell(
      `select 1 from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'`,
      [me.libraryId, subjectId],
    );
    if (rowCount) throw new NotRestored('Somebody who was erased has a key again.');
  });
}

async function subjects(app: INestApplicationContext, me: Job, which: string): Promise<string[]> {
  const { rows } = await app
    .get(Records)
    .in(me, (db) =>
      db.tell(`select id from subject where library_id = $1 and kind = 'reader' and ${which}`, [
        me.libraryId,
      ]),
    );
  return rows.map((row) => String(row.id));
}
