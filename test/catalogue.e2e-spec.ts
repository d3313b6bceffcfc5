import pg from 'pg';
import { globSync, readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { Tables } from '../src/foundation/records/tables.js';
import { aCarrel, type Carrel } from './support/carrel.js';

/** Tables without a library: the directory itself, and what migrations and the panel's sessions are kept in. */
const OUTSIDE = ['library_directory', 'migration', 'migration_lock', 'admin_session'];

let carrel: Carrel;
let superuser: pg.Client;
let libraryTables: string[];

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  libraryTables = (
    await rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    )
  )
    .map((row) => row.name)
    .filter((name) => !OUTSIDE.includes(name));
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

async function rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await superuser.query<T>(text, values)).rows;
}

it('knows the tables it speaks of', () => {
  expect(libraryTables.length).toBeGreaterThan(15);
  expect(libraryTables).toEqual(
    expect.arrayContaining(['reader', 'subject', 'consent_event', 'access_entry']),
  );
});

it('starts every primary key, unique constraint and index with the library', async () => {
  const wrong = await rows<{ index: string; first: string | null }>(
    `select i.indexrelid::regclass::text as index, a.attname as first
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where n.nspname = 'public' and not c.relispartition and c.relname <> all($1) and a.attname is distinct from 'library_id'`,
    [OUTSIDE],
  );

  expect(wrong).toEqual([]);
});

it('gives every library table a primary key', async () => {
  const keyed = await rows<{ name: string }>(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indrelid where i.indisprimary`,
  );

  expect(libraryTables.filter((table) => !keyed.some((one) => one.name === table))).toEqual([]);
});

it('starts every foreign key with the library, on both sides', async () => {
  const wrong = await rows<{ name: string }>(
    `select k.conname as name from pg_constraint k join pg_namespace n on n.oid = k.connamespace
     where k.contype = 'f' and n.nspname = 'public' and (
       (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) <> 'library_id' or
       (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1])
         not in ('library_id', case when k.confrelid = 'library_directory'::regclass then 'id' else 'library_id' end))`,
  );

  expect(wrong).toEqual([]);
});

it('forces row-level security with the one policy on every library table', async () => {
  const shut = await rows<{ name: string; forced: boolean; using: string; check: string; policies: number }>(
    `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
            min(pg_get_expr(p.polqual, p.polrelid)) as using, min(pg_get_expr(p.polwithcheck, p.polrelid)) as check,
            count(p.oid)::int as policies
     from pg_class c left join pg_policy p on p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
     where c.relname = any($1) and c.relnamespace = 'public'::regnamespace group by 1, 2`,
    [libraryTables],
  );
  const scope = "(library_id = (NULLIF(current_setting('app.library'::text, true), ''::text))::uuid)";

  expect(shut.map((one) => one.name).sort()).toEqual(libraryTables);
  for (const table of shut)
    expect(table).toEqual({ name: table.name, forced: true, using: scope, check: scope, policies: 1 });
});

it('runs requests as a role that owns nothing, bypasses nothing and becomes nobody else', async () => {
  const [role] = await rows(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
            (select count(*)::int from pg_class where relowner = r.oid) as owned,
            (select count(*)::int from pg_auth_members where member = r.oid) as memberships
     from pg_roles r where rolname = 'carrel_app'`,
  );

  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    owned: 0,
    memberships: 0,
  });
});

// The queue's own schema holds ids of rows and libraries only, and is nobody's in particular.
it('grants nothing on partitions, which a policy on the parent does not protect', async () => {
  const partitions = await rows<{ name: string; readable: boolean }>(
    `select oid::regclass::text as name, has_table_privilege('carrel_app', oid, 'select, insert, update, delete, truncate') as readable
     from pg_class where relispartition and relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );

  expect(partitions.length).toBeGreaterThan(0);
  expect(partitions.filter((one) => one.readable)).toEqual([]);
});

it('lets the application empty, lock or point at no table', async () => {
  const granted = await rows(
    `select table_name, privilege_type from information_schema.role_table_grants
     where grantee in ('carrel_app', 'PUBLIC') and table_schema = 'public' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')`,
  );

  expect(granted).toEqual([]);
});

it('counts nothing up and pulls no trigger', async () => {
  const sequences = await rows(
    `select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace and relname <> 'migration_id_seq'`,
  );
  const triggers = await rows(
    `select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal`,
  );

  expect({ sequences, triggers }).toEqual({ sequences: [], triggers: [] });
});

it('shows views with the rights of whoever looks', async () => {
  const views = await rows<{ relname: string; reloptions: string[] | null }>(
    `select relname, reloptions from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace`,
  );

  expect(views.filter(({ reloptions }) => !reloptions?.includes('security_invoker=true'))).toEqual([]);
});

it('relies on no advisory lock and no notification, which do not reach across a cluster', () => {
  const files = globSync('{src,migrations}/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const using = files.filter((file) =>
    /pg_(try_)?advisory|\bpg_notify\b|['"`]\s*(listen|notify) \w+/i.test(readFileSync(file, 'utf8')),
  );

  expect(using).toEqual([]);
});

it('lets nothing but an envelope into a sealed column, and seals every column that is checked so', async () => {
  const declared = carrel.app
    .get(Tables)
    .all()
    .flatMap((table) => table.sealed.map((column) => `${table.name}.${column.name}`));
  const checked = await rows<{ column: string; definition: string }>(
    `select c.relname || '.' || a.attname as column, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     join pg_type t on t.oid = a.atttypid
     where k.contype = 'c' and k.conname like '%\\_sealed' and t.typname = 'bytea' and not c.relispartition`,
  );

  expect(checked.map((one) => one.column).sort()).toEqual(declared.sort());
  for (const { column, definition } of checked) {
    const name = column.split('.')[1] ?? '';
    expect(definition.replaceAll('"', '')).toBe(
      `CHECK (((octet_length(${name}) >= 62) AND (get_byte(${name}, 0) = 1) AND (get_byte(${name}, 1) = 1)))`,
    );
  }
});

it('holds no bytes of a person that are neither sealed nor explained', async () => {
  const bytes = await rows<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns c
     where data_type = 'bytea' and table_schema = 'public' and table_name = any($1)`,
    [libraryTables],
  );
  const map = carrel.app.get(DataMap);
  const tables = carrel.app.get(Tables).all();
  const unexplained = bytes.filter(({ table: name, column }) => {
    const mapped = map.tables.find((one) => one.table === name);
    const property = tables.find((one) => one.name === name)?.columns.find((one) => one.name === column);
    if (!mapped || !property) return true;
    return mapped.personal !== undefined && !mapped.data.some((one) => one.property === property.property);
  });

  expect(unexplained).toEqual([]);
});

it('has a line in the data map for every table', () => {
  const map = carrel.app.get(DataMap);

  expect(map.faults()).toEqual([]);
  expect(map.tables.map((table) => table.table)).toEqual(expect.arrayContaining(libraryTables));
});

describe('with a row in every table', () => {
  const libraryId = uuidv7();
  const unfilled: string[] = [];

  beforeAll(async () => {
    // A copy of the database that ends with this file: what a row must look like is not the question here.
    for (const { table, name } of await rows<{ table: string; name: string }>(
      `select conrelid::regclass::text as "table", conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       where contype in ('c', 'f') and connamespace = 'public'::regnamespace and not c.relispartition and k.conislocal`,
    ))
      await superuser.query(`alter table ${table} drop constraint if exists "${name}" cascade`);
    for (const table of libraryTables) await fill(table).catch(() => unfilled.push(table));
  });

  it('has one', async () => {
    expect(unfilled).toEqual([]);
    for (const table of libraryTables)
      expect(await rows(`select 1 as one from ${table} where library_id = $1`, [libraryId])).toEqual([
        { one: 1 },
      ]);
  });

  it('shows the application nothing without a scope, nor in another library', async () => {
    const application = new pg.Client({ connectionString: carrel.urls.application });
    await application.connect();
    const seen = async () => {
      const found: string[] = [];
      for (const table of libraryTables) {
        if (!(await readable(table))) continue;
        if ((await application.query(`select 1 from ${table} where library_id = $1`, [libraryId])).rowCount)
          found.push(table);
      }
      return found;
    };

    expect(await seen()).toEqual([]);
    await application.query(`begin; set local app.library = '${uuidv7()}'`);
    expect(await seen()).toEqual([]);
    await application.query(`commit; begin; set local app.library = '${libraryId}'`);
    expect(await seen()).toEqual(await readables());
    await application.query('commit');
    // The setting is empty now, not absent: the policy must not stumble over it.
    expect(await seen()).toEqual([]);
    await application.end();
  });

  it('lets the application write nothing into another library', async () => {
    const application = new pg.Client({ connectionString: carrel.urls.application });
    await application.connect();
    for (const table of await readables()) {
      await application.query(`begin; set local app.library = '${uuidv7()}'`);
      const insert = await insertion(table);
      await expect(application.query(insert.text, insert.values)).rejects.toMatchObject({ code: '42501' });
      await application.query('rollback');
    }
    await application.end();
  });

  async function readable(table: string): Promise<boolean> {
    const [row] = await rows<{ yes: boolean }>(
      `select has_table_privilege('carrel_app', $1, 'select') as yes`,
      [table],
    );
    return row?.yes === true;
  }

  async function readables(): Promise<string[]> {
    const found: string[] = [];
    for (const table of libraryTables) if (await readable(table)) found.push(table);
    return found;
  }

  async function fill(table: string) {
    const { text, values } = await insertion(table);
    await superuser.query(text, values);
  }

  async function insertion(table: string) {
    const columns = await rows<{ name: string; type: string }>(
      `select column_name as name, udt_name as type from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_nullable = 'NO'`,
      [table],
    );
    const values = columns.map(({ name, type }) => (name === 'library_id' ? libraryId : anything(type)));
    const names = columns.map((column) => column.name).join(', ');
    return {
      text: `insert into ${table} (${names}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    };
  }
});

function anything(type: string): unknown {
  if (type.startsWith('_')) return [];
  switch (type) {
    case 'uuid':
      return uuidv7();
    case 'bytea':
      return Buffer.alloc(62, 1);
    case 'timestamptz':
    case 'date':
      return new Date();
    case 'bool':
      return true;
    case 'jsonb':
      return '{}';
    case 'text':
      return 'text';
    default:
      return 1;
  }
}
