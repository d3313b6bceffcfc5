import pg from 'pg';

/** How long a scope took, in seconds, and what it found; the same question in hand-written SQL beside it. */
export interface ScopeTimes {
  entries: number;
  readers: number;
  ours: number[];
  bare: number[];
  found: { confirmed: number; probable: number; possible: number };
}

interface Where {
  url: string;
  databaseUrl: string;
  library: string;
  officer: { email: string; password: string };
}

const MONTHS = 12;
/** One entry in so many is a list of fifty readers; the others name one. */
const LISTS = 100;

/**
 * Asks for everything that was opened in the last twelve months and a day, which is longer than the log: from the request
 * until the answer with its frozen list can be read. Beside it two statements that give the same numbers.
 */
export async function scoped(
  where: Where,
  entries: number,
  readers: number,
  rounds: number,
): Promise<ScopeTimes> {
  const database = new pg.Client({ connectionString: where.databaseUrl });
  await database.connect();
  try {
    const libraryId = await idOf(database, where.library);
    await plant(database, libraryId, entries, readers);
    const { token, incident } = await declared(where);
    const from = new Date(Date.now() - (MONTHS * 30 + 1) * 86_400_000);
    const times: ScopeTimes = {
      entries,
      readers,
      ours: [],
      bare: [],
      found: { confirmed: 0, probable: 0, possible: 0 },
    };
    for (let round = 0; round < rounds; round += 1) {
      times.bare.push(await byHand(database, libraryId, from));
      const { seconds, found } = await asked(where, token, incident, from);
      times.ours.push(seconds);
      times.found = found;
      await counted(where, token, incident);
    }
    return times;
  } finally {
    await database.end();
  }
}

async function idOf(database: pg.Client, slug: string): Promise<string> {
  const { rows } = await database.query<{ id: string }>('select id from library_directory where slug = $1', [
    slug,
  ]);
  return rows[0]?.id ?? '';
}

/** Fills a month at a time into a table of its own, which becomes a partition when it is full: its indexes are built at once. */
async function plant(database: pg.Client, libraryId: string, entries: number, readers: number) {
  await database.query(
    `insert into subject (library_id, id, kind, state, age_rule, created_at)
     select $1, md5('reader ' || n)::uuid, 'reader', 'active', 'met', now() - interval '2 years' from generate_series(1, $2) n`,
    [libraryId, readers],
  );
  for (let ago = MONTHS; ago >= 1; ago -= 1)
    await fillMonth(database, libraryId, ago, Math.floor(entries / MONTHS), readers);
  await database.query('vacuum analyze access_entry');
  await database.query('vacuum analyze subject');
  await database.query('checkpoint');
}

async function fillMonth(
  database: pg.Client,
  libraryId: string,
  ago: number,
  entries: number,
  readers: number,
) {
  const now = new Date();
  const [first, next] = [0, 1].map(
    (more) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago + more, 1)),
  );
  const name = `access_entry_${first?.toISOString().slice(0, 7).replace('-', '')}`;
  await database.query(`create table ${name} (like access_entry including defaults including constraints)`);
  await database.query(
    `insert into ${name} (library_id, id, at, actor_kind, actor_id, credential_id, credential_epoch, route, entity, subject_ids,
                          count, bytes, request_id)
     select $1, gen_random_uuid(), $2::timestamptz + random() * ($3::timestamptz - $2::timestamptz),
       (array['reader', 'staff', 'api-key'])[1 + n % 3], md5('actor ' || n % 5000)::uuid::text, md5('credential ' || n % 5000)::uuid, 0,
       'GET /api/v1/me', (array['reader', 'loan', 'message', 'consent'])[1 + n % 4],
       array(select md5('reader ' || 1 + ((n::bigint * 7919 + k) % $5))::uuid
             from generate_series(1, case when n % ${LISTS} = 0 then 50 else 1 end) k),
       case when n % ${LISTS} = 0 then 50 else 1 end, 200, 'bench'
     from generate_series($6::int, $6::int + $4::int - 1) n`,
    [libraryId, first, next, entries, readers, ago * entries],
  );
  await database.query(
    `alter table access_entry attach partition ${name} for values from ('${first?.toISOString()}') to ('${next?.toISOString()}')`,
  );
}

/** The three numbers, and what was opened of which table. */
async function byHand(database: pg.Client, libraryId: string, from: Date): Promise<number> {
  const started = performance.now();
  await database.query(
    `with opened as (
       select s.id, bool_or(at >= $2 and at < now()) as is_exact
       from access_entry, unnest(subject_ids) as s(id)
       where library_id = $1 and at >= $2::timestamptz - interval '1 hour' and at < now() + interval '1 hour' group by s.id
     )
     select count(*) filter (where o.is_exact) as confirmed, count(o.id) as probable, count(*) as possible
     from subject u left join opened o on o.id = u.id where u.library_id = $1 and u.kind = 'reader'`,
    [libraryId, from],
  );
  await database.query(
    `select entity, count(*), sum(count), sum(bytes) from access_entry where library_id = $1 and at >= $2 and at < now() group by entity`,
    [libraryId, from],
  );
  return (performance.now() - started) / 1_000;
}

async function declared({ url, officer }: Where) {
  const { accessToken } = (await call(url, 'POST', '/staff/sessions', officer)) as { accessToken: string };
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const incident = {
    title: 'Bench',
    description: 'How long it takes.',
    mode: 'drill',
    detectedAt: at,
    awareAt: at,
  };
  const { id } = (await call(url, 'POST', '/incidents', incident, accessToken)) as { id: string };
  return { token: accessToken, incident: id };
}

/** Seconds from the question until its answer can be read. */
async function asked({ url, library }: Where, token: string, incident: string, from: Date) {
  const started = performance.now();
  const path = `/incidents/${incident}/scope`;
  const question = { kind: 'window', from: from.toISOString(), libraries: [library] };
  const { id } = (await call(url, 'POST', path, question, token)) as { id: string };
  for (;;) {
    const { items } = (await call(url, 'GET', path, undefined, token)) as {
      items: (ScopeTimes['found'] & { questionId: string })[];
    };
    const found = items.find(({ questionId }) => questionId === id);
    if (found) return { seconds: (performance.now() - started) / 1_000, found };
    await new Promise((later) => setTimeout(later, 50));
  }
}

/** The countries of the readers are counted in the background, which must not disturb the next round. */
async function counted({ url }: Where, token: string, incident: string) {
  for (;;) {
    const { items } = (await call(url, 'GET', `/incidents/${incident}/scope`, undefined, token)) as {
      items: { readersByCountry: object[] | null }[];
    };
    if (items.every(({ readersByCountry }) => readersByCountry)) return;
    await new Promise((later) => setTimeout(later, 250));
  }
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
