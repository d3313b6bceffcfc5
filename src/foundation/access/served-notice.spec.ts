import fc from 'fast-check';
import { randomBytes, randomUUID } from 'node:crypto';
import { metrics } from '../metrics/metrics.js';
import { Problem } from '../http/problem.js';
import { ServedNotices, UnfitNotice, type Notice, type Unfit } from './served-notice.js';

const notices = new ServedNotices(randomBytes(32));
const noon = new Date('2026-11-25T12:00:00.000Z');
const after = (ms: number) => new Date(noon.getTime() + ms);
const DAY = 86_400_000;

const shown: Notice = {
  libraryId: randomUUID(),
  what: 'purpose/newsletter',
  version: 'ab'.repeat(32),
  language: 'es',
  readerId: randomUUID(),
};

const reasonOf = (token: string, now: Date): Unfit | undefined => {
  try {
    notices.open(token, now);
    return undefined;
  } catch (error) {
    if (error instanceof UnfitNotice) return error.reason;
    throw error;
  }
};

it('says what was served, to whom and when, by the server’s clock', () => {
  const served = notices.open(notices.serve(shown, noon), after(1));
  expect(served).toEqual({ ...shown, id: expect.any(String), servedAt: noon });
});

it('is different at every serving, of a bounded length, and served to anyone without a reader', () => {
  const { readerId, ...toAnyone } = shown;
  const [one, other] = [notices.serve(toAnyone, noon), notices.serve(toAnyone, noon)];
  expect(notices.open(one, noon).id).not.toBe(notices.open(other, noon).id);
  expect(notices.open(one, noon)).not.toHaveProperty('readerId');
  const long = { ...shown, what: `purpose/${'x'.repeat(60)}`, language: 'gsw-CH' };
  expect(notices.serve(long, noon).length).toBeLessThanOrEqual(700);
  expect(readerId).toBeDefined();
});

it('is good for a day and not from the future, but for what two clocks differ by', () => {
  const token = notices.serve(shown, noon);
  expect(reasonOf(token, after(DAY - 1))).toBeUndefined();
  expect(reasonOf(token, after(DAY))).toBe('expired');
  expect(reasonOf(token, after(-5_000))).toBeUndefined();
  expect(reasonOf(token, after(-5_001))).toBe('from-the-future');
});

it('opens under no other installation’s secret', () => {
  const elsewhere = new ServedNotices(randomBytes(32)).serve(shown, noon);
  expect(reasonOf(elsewhere, noon)).toBe('forged');
});

it('catches every character that is changed, left out or added', () => {
  const token = notices.serve(shown, noon);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= ';
  for (let i = 0; i < token.length; i++) {
    expect(reasonOf(token.slice(0, i), noon)).toBe('forged');
    expect(reasonOf(token.slice(0, i) + token.slice(i + 1), noon)).toBe('forged');
    for (const letter of alphabet)
      if (letter !== token[i])
        expect(reasonOf(token.slice(0, i) + letter + token.slice(i + 1), noon)).toBe('forged');
  }
});

it('calls anything else forged', () => {
  fc.assert(fc.property(fc.string(), (text) => reasonOf(text, noon) === 'forged'));
  fc.assert(
    fc.property(fc.base64String(), fc.base64String(), (a, b) => reasonOf(`${a}.${b}`, noon) === 'forged'),
  );
});

it.each([
  ['other-library', { libraryId: randomUUID() }],
  ['other-text', { what: 'purpose/phone-calls' }],
  ['other-text', { version: 'cd'.repeat(32) }],
  ['other-reader', { readerId: randomUUID() }],
  ['other-reader', { readerId: null }],
] as const)('is refused and counted as of %s', async (reason, differs) => {
  const count = async () =>
    (await metrics.getSingleMetric('carrel_consent_refused_total')?.get())?.values.find(
      ({ labels }) => labels.reason === reason,
    )?.value ?? 0;
  const before = await count();
  const { libraryId, what, version, readerId = null } = shown;
  const answered = { libraryId, what, version, readerId };
  const token = notices.serve(shown, noon);

  expect(notices.take(token, answered, noon)).toMatchObject(shown);
  const refusal = refusalOf(() =>
    notices.take(token, { ...answered, ...differs }, noon, '/consents/x/notice'),
  );

  expect(refusal.getStatus()).toBe(422);
  expect(refusal.errors[0]?.pointer).toBe('/consents/x/notice');
  expect(await count()).toBe(before + 1);
});

it('lets anyone answer what was served to anyone', () => {
  const { readerId, ...toAnyone } = shown;
  const { libraryId, what, version } = shown;
  const token = notices.serve(toAnyone, noon);
  for (const who of [readerId ?? null, null])
    expect(notices.take(token, { libraryId, what, version, readerId: who }, noon)).toMatchObject(toAnyone);
});

function refusalOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
