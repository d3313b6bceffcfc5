import type pg from 'pg';
import { ErasureLedger } from '../../src/foundation/records/erasure-ledger.js';
import { SubjectRows } from '../../src/foundation/records/subject-rows.js';
import type { Carrel } from './carrel.js';

/** What is left of a reader: rows of tables that erasure empties, keys, and the steps of the ledger in their order. */
export async function endStateOf(
  { app }: Carrel,
  superuser: pg.Client,
  reader: { id: string; library: { id: string } },
) {
  const left: string[] = [];
  for (const { name, personal, shape } of app.get(SubjectRows).erasable()) {
    const column = shape.column(personal.subject).name;
    const { rows } = await superuser.query(`select 1 from ${name} where ${column} = $1`, [reader.id]);
    if (rows.length) left.push(name);
  }
  const keys = await superuser.query<{ purpose: string }>(
    'select purpose from sealing_key where holder_id = $1 order by 1',
    [reader.id],
  );
  const { rows: subject } = await superuser.query<{ state: string }>(
    'select state from subject where id = $1',
    [reader.id],
  );
  const steps: string[] = [];
  for await (const entry of app.get(ErasureLedger).entries(reader.library.id))
    if (entry.subjectId === reader.id && !steps.includes(entry.step)) steps.push(entry.step);
  const { rows } = await superuser.query<{ state: string; counts: Record<string, number> }>(
    'select state, counts from erasure where subject_id = $1',
    [reader.id],
  );
  return {
    left,
    keys: keys.rows.map(({ purpose }) => purpose),
    subject: subject[0]?.state,
    steps,
    state: rows[0]?.state,
    counts: rows[0]?.counts,
  };
}
