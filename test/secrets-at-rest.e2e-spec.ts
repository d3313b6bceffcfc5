import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pg from 'pg';
import type { Carrel } from './support/carrel.js';
import { aFurnishedLibrary } from './support/neighbours.js';
import { aCarrelWithItsOwnCluster } from './support/own-cluster.js';
import { eventually } from './support/people.js';

const lines: string[] = [];
let carrel: Carrel;
beforeAll(async () => {
  const log = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  ({ carrel } = await aCarrelWithItsOwnCluster({ LOG_LEVEL: 'trace' }, log));
});
afterAll(() => carrel.stop());

/** In names, addresses, titles, messages, attachments, files and sign-in of one reader and one library. */
const PLANTED = 'Zarzaparrilla';

it('finds nothing that was planted in the cluster, the files or the log while the reader lives', async () => {
  const { reader, ids } = await aFurnishedLibrary(carrel, PLANTED);
  const download = async () => {
    const { body } = await reader.get(`/me/requests/${ids.requests ?? ''}`).expect(200);
    return body.state === 'completed';
  };
  await eventually('the download', download, 60);
  await reader.post('/me/email-changes', { email: `${PLANTED}.new@example.org`, password: 'wrong password' });
  await reader.send('PATCH', '/me', `{"name": "${PLANTED}", "phone": 1}`).expect(422);
  await reader.get(`/me/items?search=${PLANTED}`).expect(200);
  await checkpoint();

  // The demo's letters are delivered into plain files, as a real server would deliver them elsewhere.
  const files = filesIn(carrel.dataDir).filter((file) => !file.endsWith('.eml'));
  expect(files.length).toBeGreaterThan(100);
  expect(await filesWith(files, PLANTED)).toEqual([]);
  expect(lines.join('').toLowerCase()).not.toContain(PLANTED.toLowerCase());
  expect(lines.join('')).toContain('/api/v1/me/items');
}, 180_000);

it('would find it, were it there', async () => {
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  await superuser.query(`create table plain as select 'Perejil' || 'Plantado' as text`);
  await superuser.end();
  await checkpoint();

  expect((await filesWith(filesIn(carrel.dataDir), 'PerejilPlantado')).length).toBeGreaterThan(0);
}, 180_000);

async function checkpoint() {
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  await superuser.query('checkpoint');
  await superuser.end();
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** Files whose bytes hold the word in any case, also across the edges of what is read at once. */
async function filesWith(files: string[], word: string): Promise<string[]> {
  const wanted = word.toLowerCase();
  const found: string[] = [];
  for (const file of files) {
    let tail = '';
    try {
      for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
        const text = (tail + (chunk as string)).toLowerCase();
        if (text.includes(wanted)) {
          found.push(file);
          break;
        }
        tail = text.slice(-wanted.length);
      }
    } catch (error) {
      // Postgres removes files as it goes.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return found;
}
