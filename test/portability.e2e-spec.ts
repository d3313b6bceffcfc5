import { PortabilityFormat } from '../src/modules/data-subject-requests/portability-format.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { eventually, type TestReader } from './support/people.js';
import { aReaderWithEverything } from './support/planted.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

async function takenFrom(reader: TestReader) {
  const { body } = await reader.post('/me/requests', { kind: 'portability' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventually('the file', async () => (await reader.get(path).expect(200)).body.state === 'completed');
  const { bytes } = await reader.get(`${path}/download`).expect(200);
  const files = await unzipped(bytes);
  // What a file holds has no type; what a test expects of it is its assertion.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment
  const document = JSON.parse(String(files.get('portability.json')));
  return { bytes, files, document };
}

it('gives what the reader provided for consent and contract, in the form of its schema, and nobody else', async () => {
  const { reader, planted } = await aReaderWithEverything(carrel);
  const event = { reader: reader.id, kind: 'tracking-event', purpose: 'recommendations', content: 'page 7' };
  await reader.library.api.post('/library/interactions', event).expect(201);

  const { files, document } = await takenFrom(reader);

  expect(carrel.app.get(PortabilityFormat, { strict: false }).faults(document)).toEqual([]);
  expect(JSON.parse(String(files.get('schema.json')))).toEqual(
    carrel.app.get(PortabilityFormat, { strict: false }).schema(),
  );
  const { data } = document;
  expect(data.reader).toMatchObject([
    { email: reader.email, name: 'Ana <Lectora> & "hija"', birthDate: '1990-05-17' },
  ]);
  expect(data.message.map(({ body }: { body: string }) => body)).toEqual([planted.get('message.body')]);
  expect(data.loan).toMatchObject([{ item: { title: 'Nada', authors: ['Laforet'] } }]);
  expect(data.interaction).toMatchObject([{ kind: 'tracking-event', content: 'page 7' }]);
  const file = data.attachment[0].file as string;
  expect(String(files.get(file))).toBe('hello');
  expect(Object.keys(data)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/consent|access|letter|disclosure|social/)]),
  );
  const behind = document.leftOut.map(({ table }: { table: string }) => table);
  expect(behind).toEqual(expect.arrayContaining(['consent', 'access_entry', 'letter']));
  const everything = [...files.values()].map(String).join('');
  expect(everything).not.toContain('We answer');
  expect(everything).not.toContain(planted.get('reader.guardian'));
  expect(everything).not.toContain(reader.id);
});
