import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { aJob } from '../../src/foundation/access/signed-in.js';
import { Records } from '../../src/foundation/records/records.js';
import { StaffService } from '../../src/modules/libraries/staff.service.js';
import { LibrariesService } from '../../src/modules/libraries/libraries.service.js';
import { PurposesService } from '../../src/modules/consent/purposes.service.js';
import { SCOPES } from '../../src/foundation/access/api-key.entity.js';
import type { Carrel } from './carrel.js';
import { Caller } from './caller.js';

/** A library of a test, with a caller that holds all scopes. */
export interface TestLibrary {
  id: string;
  slug: string;
  apiKey: string;
  api: Caller;
}

/** Makes a library in Spain that speaks English and Spanish. */
export async function aLibrary(
  carrel: Carrel,
  { slug = `library-${randomBytes(4).toString('hex')}`, country = 'ES' } = {},
): Promise<TestLibrary> {
  const purposes = carrel.app.get(PurposesService, { strict: false });
  const libraries = carrel.app.get(LibrariesService, { strict: false });
  const controller = {
    name: `Library of ${slug}`,
    address: 'Calle Mayor 1, Madrid',
    contact: `hello@${slug}.example`,
    dataProtectionOfficer: `dpo@${slug}.example`,
  };
  const languages = ['en', 'es'];
  const id = await libraries.create({ slug, name: controller.name, country, languages, controller }, (db) =>
    purposes.seed(db, languages),
  );
  const me = aJob('test', id);
  const apiKey = await carrel.app
    .get(Records)
    .in(me, (db) => libraries.createApiKey(db, 'test', [...SCOPES]));
  return { id, slug, apiKey, api: new Caller(carrel.url, { 'x-api-key': apiKey }) };
}

/** What a test may say of a reader; the rest is made up. */
export interface Wanted {
  library?: TestLibrary;
  email?: string;
  name?: string;
  password?: string;
  birthDate?: string;
  country?: string;
  language?: string;
  consents?: string[];
  /** For someone below the age of consent: who confirms. */
  guardian?: { name: string; email: string };
}

/** A reader who signed up, confirmed by letter and signed in, over HTTP. */
export class TestReader extends Caller {
  constructor(
    url: string,
    readonly id: string,
    readonly library: TestLibrary,
    readonly email: string,
    readonly password: string,
    readonly tokens: { accessToken: string; refreshToken: string },
  ) {
    super(url, { authorization: `Bearer ${tokens.accessToken}` });
  }
}

/** Fills the sign-up form with the library's current versions. */
export async function aForm(carrel: Carrel, library: TestLibrary, wanted: Omit<Wanted, 'library'> = {}) {
  const anyone = new Caller(carrel.url);
  const language = wanted.language ?? 'en';
  const described = await anyone.get(`/libraries/${library.slug}?language=${language}`).expect(200);
  const { body: purposes } = await anyone
    .get(`/libraries/${library.slug}/purposes?language=${language}`)
    .expect(200);
  const optional = (purposes.items as { key: string; legalBasis: string; version: string }[]).filter(
    (one) => one.legalBasis === 'consent',
  );
  const consents = Object.fromEntries(
    optional.map(({ key, version }) => [key, { given: wanted.consents?.includes(key) ?? false, version }]),
  );
  return {
    email: wanted.email ?? `reader-${randomBytes(5).toString('hex')}@example.org`,
    password: wanted.password ?? 'a long enough password',
    name: wanted.name ?? 'Ana Lectora',
    country: wanted.country ?? 'ES',
    birthDate: wanted.birthDate ?? '1990-05-17',
    language,
    agreement: { accepted: true, version: described.body.agreement.version as string },
    consents,
    ...(wanted.guardian ? { guardian: wanted.guardian } : {}),
  };
}

export async function aReader(carrel: Carrel, wanted: Wanted = {}): Promise<TestReader> {
  const library = wanted.library ?? (await aLibrary(carrel));
  const form = await aForm(carrel, library, wanted);
  const anyone = new Caller(carrel.url);
  await anyone.post(`/libraries/${library.slug}/readers`, form).expect(202);
  const token = await tokenInLetterTo(carrel, wanted.guardian?.email ?? form.email);
  const confirmed = await anyone
    .post(`/libraries/${library.slug}/confirmations`, { token, password: form.password })
    .expect(201);
  const signedIn = await anyone
    .post(`/libraries/${library.slug}/sessions`, { email: form.email, password: form.password })
    .expect(201);
  return new TestReader(
    carrel.url,
    confirmed.body.id as string,
    library,
    form.email,
    form.password,
    signedIn.body as never,
  );
}

/** A letter as it was delivered. */
export interface Delivered {
  to: string;
  subject: string;
  text: string;
  headers: Map<string, unknown>;
}

/** The letter in a file, or null when the erasure of whom it was written to has just removed it. */
async function letterIn(path: string) {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  return bytes && simpleParser(bytes);
}

/** Letters delivered to an address so far, in no particular order. */
export async function lettersTo(carrel: Carrel, email: string): Promise<Delivered[]> {
  const folder = join(carrel.dataDir, 'outbox');
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const found = await Promise.all(
    files.filter((file) => file.endsWith('.eml')).map((file) => letterIn(join(folder, file))),
  );
  const letters = found.filter((letter) => letter !== null);
  return letters
    .map((letter) => ({
      to: [letter.to]
        .flat()
        .map((one) => one?.text ?? '')
        .join(),
      subject: letter.subject ?? '',
      text: letter.text ?? '',
      headers: letter.headers,
    }))
    .filter((letter) => letter.to.toLowerCase().includes(email.toLowerCase()));
}

/** Waits until `look` finds something, at most ten seconds unless told. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  seconds = 10,
): Promise<T> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`${what} did not happen within ${seconds} seconds`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

/** Makes a reader ($1) too young, without the date of birth by which the calendar would find them of age. */
export const TOO_YOUNG = `with undated as (update reader set birth_date = null where id = $1)
  update subject set state = 'active', age_rule = 'unmet' where id = $1`;

/** The newest link's token in the letters to an address, once one has arrived. */
export async function tokenInLetterTo(carrel: Carrel, email: string, subject = /./): Promise<string> {
  return eventually(`a letter with a link to ${email}`, async () => {
    const letters = (await lettersTo(carrel, email)).filter((letter) => subject.test(letter.subject));
    return letters
      .map((letter) => /token=([\w-]+)/.exec(letter.text)?.[1])
      .findLast((token) => token !== undefined);
  });
}

/** A member of staff with a password; who signs in with it. */
export interface TestStaff {
  id: string;
  email: string;
  password: string;
}

/** Makes the owner (or librarian) of a library, or, without one, a security officer of the platform. */
export async function aStaffMember(
  carrel: Carrel,
  library: Pick<TestLibrary, 'slug'> = { slug: 'platform' },
  role: 'owner' | 'librarian' | 'security-officer' = library.slug === 'platform'
    ? 'security-officer'
    : 'owner',
  email = `staff-${randomBytes(4).toString('hex')}@example.org`,
): Promise<TestStaff> {
  const password = 'a password for the desk';
  const staff = carrel.app.get(StaffService, { strict: false });
  const id = await staff.create({ email, name: 'Olga Dueña', librarySlug: library.slug, role, password });
  return { id, email, password };
}

/** Calls the API as a member of staff who has just signed in. */
export async function asStaff(carrel: Carrel, { email, password }: TestStaff, library?: string) {
  const { body } = await new Caller(carrel.url)
    .post('/staff/sessions', { email, password, ...(library ? { library } : {}) })
    .expect(201);
  return new Caller(carrel.url, { authorization: `Bearer ${body.accessToken}` });
}
