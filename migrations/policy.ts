import type { QueryRunner } from 'typeorm';

const SCOPE = `library_id = nullif(current_setting('app.library', true), '')::uuid`;

/** Shuts a library table: its rows show in their library's scope only, to its owner too. */
export async function shut(
  db: QueryRunner,
  table: string,
  grants = 'select, insert, update, delete',
): Promise<void> {
  await db.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await db.query(`CREATE POLICY library_scope ON ${table} USING (${SCOPE}) WITH CHECK (${SCOPE})`);
  await db.query(`GRANT ${grants} ON ${table} TO carrel_app`);
}

/** The CHECK that lets nothing but an envelope into a sealed column. */
export function sealed(fieldId: string, column: string): string {
  const name = `${fieldId.replace(/[.-]/g, '_')}_sealed`;
  return `CONSTRAINT ${name} CHECK (octet_length(${column}) >= 62 and get_byte(${column}, 0) = 1 and get_byte(${column}, 1) = 1)`;
}
