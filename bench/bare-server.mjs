// node:http and pg, one statement a request: the ceiling of a server that answers each request by itself.
// DATABASE_URL says where; the table is made here. Prints its port.
import http from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`create table if not exists bare_consent (
  id uuid primary key default gen_random_uuid(), library uuid not null, subject uuid not null, purpose text not null,
  decision text not null, version int not null, at timestamptz not null default now())`);
await pool.query(
  'create index if not exists bare_consent_subject on bare_consent (subject, purpose, at desc)',
);

const insert = {
  name: 'insert',
  text: `insert into bare_consent (library, subject, purpose, decision, version)
         values (gen_random_uuid(), gen_random_uuid(), $1, 'given', 1) returning id, subject`,
};
const select = {
  name: 'select',
  text: 'select decision, at from bare_consent where subject = $1 and purpose = $2 order by at desc limit 1',
};

async function answer(request, body) {
  const statement =
    request.method === 'POST'
      ? { ...insert, values: [JSON.parse(body).purpose] }
      : {
          ...select,
          values: [new URL(request.url, 'http://bare').searchParams.get('subject'), 'newsletter'],
        };
  const { rows } = await pool.query(statement);
  return rows[0] ?? null;
}

const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const row = await answer(request, body);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(row));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit(0));
