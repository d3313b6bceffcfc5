import { metrics } from '../src/foundation/metrics/metrics.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestLibrary, type TestReader } from './support/people.js';

let carrel: Carrel;
let anyone: Caller;
let library: TestLibrary;
let ana: TestReader;
let receipt: string;

beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
  library = await aLibrary(carrel);
  ana = await aReader(carrel, { library });
  receipt = await aReceipt(ana);
});
afterAll(() => carrel.stop());

/** The receipt of a reader's latest decision, once the log includes it. */
async function aReceipt(reader: TestReader): Promise<string> {
  const { body } = await reader.get('/me/consents/history').expect(200);
  return eventually('a receipt with its proof', async () => {
    const { text, body: document } = await reader
      .get(`/me/consents/history/${body.items[0].id}/receipt`)
      .expect(200);
    return document.proofs.length === 1 && text;
  });
}

const ask = (slug: string, document: unknown) => anyone.post(`/ledger/${slug}/verifications`, { document });

async function refusals(): Promise<number> {
  const { values } = (await metrics.getSingleMetric('carrel_proofs_refused_total')?.get()) ?? {};
  return (values ?? []).reduce((sum, one) => sum + one.value, 0);
}

it('tells in sentences what a receipt proves', async () => {
  const { body } = await ask(library.slug, receipt).expect(200);

  expect(body.verified).toBe(true);
  expect((body.facts as string[]).join(' ')).toMatch(/log|ledger/i);
});

it('refuses what is forged, cut short or another library’s, says what is wrong first, and counts it', async () => {
  const stranger = await aLibrary(carrel);
  await aReader(carrel, { library: stranger });
  const forged = receipt.replace('"refused"', '"given"');
  expect(forged).not.toBe(receipt);
  const wrong: [string, string][] = [
    [library.slug, forged],
    [library.slug, receipt.slice(0, -20)],
    [library.slug, 'no proof at all'],
    [stranger.slug, receipt],
  ];
  const before = await refusals();

  for (const [slug, document] of wrong) {
    const { body } = await ask(slug, document).expect(422);
    expect(body.errors).toEqual([{ pointer: '/document', detail: expect.stringMatching(/^[A-Z].*\.$/s) }]);
  }

  expect(await refusals()).toBe(before + wrong.length);
  await ask('no-such-library', receipt).expect(404);
});
