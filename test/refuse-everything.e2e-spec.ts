import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aForm, aLibrary, eventually, lettersTo, tokenInLetterTo } from './support/people.js';
import type { TestLibrary } from './support/people.js';

const KINDS = ['newsletter', 'phone-calls', 'text-messages', 'reading-analytics', 'recommendations'];

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

/** What a caller sees of an answer beside its values: the status, and which fields of which type there are. */
interface Seen {
  step: string;
  status: number;
  shape: unknown;
}

/** The fields and types of a value; a list is the set of what stands in it. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))].sort();
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Somebody's whole life at the library, with everything given or everything refused; what they saw at each step. */
class Story {
  readonly seen: Seen[] = [];
  readonly anyone = new Caller(carrel.url);
  id = '';
  email = '';
  private reader = this.anyone;

  constructor(
    private readonly library: TestLibrary,
    private readonly consents: string[],
  ) {}

  async live() {
    await this.signUp();
    await this.lookAround();
    await this.read();
    await this.write();
    await this.useRights();
    await this.decideAgain();
    return this.seen;
  }

  private note(step: string, { status, body }: Answer) {
    this.seen.push({ step, status, shape: shapeOf(body) });
    return body as Record<string, never>;
  }

  private async tell(step: string, answer: Promise<Answer>) {
    return this.note(step, await answer);
  }

  private async signUp() {
    const form = await aForm(carrel, this.library, { consents: this.consents });
    this.email = form.email;
    const root = `/libraries/${this.library.slug}`;
    await this.tell('sign up', this.anyone.post(`${root}/readers`, form));
    const token = await tokenInLetterTo(carrel, form.email);
    await this.tell('look at the form', this.anyone.post(`${root}/confirmations/preview`, { token }));
    const { password, email } = form;
    const made = await this.tell('confirm', this.anyone.post(`${root}/confirmations`, { token, password }));
    this.id = String(made.id);
    const session = await this.tell('sign in', this.anyone.post(`${root}/sessions`, { email, password }));
    this.reader = new Caller(carrel.url, { authorization: `Bearer ${String(session.accessToken)}` });
  }

  private async lookAround() {
    for (const path of [
      '/me',
      '/me/data',
      '/me/sessions',
      '/me/consents',
      '/me/objections',
      '/me/social-logins',
      '/me/interactions',
      '/me/items',
      '/me/items?search=rimas',
    ])
      await this.tell(`look at ${path}`, this.reader.get(path));
    await this.tell('change the profile', this.reader.patch('/me', { phone: '+34 600 000 000' }));
  }

  private async read() {
    const item = await this.library.api
      .post('/library/items', { title: 'Rimas', authors: ['Bécquer'] })
      .expect(201);
    const id = item.body.id as string;
    const type = { 'content-type': 'text/plain' };
    await this.library.api
      .send('PUT', `/library/items/${id}/file`, 'Volverán las golondrinas', type)
      .expect(200);
    await this.tell('look at an item', this.reader.get(`/me/items/${id}`));
    const loan = await this.tell('borrow', this.reader.post('/me/loans', { itemId: id }));
    await this.tell('read', this.reader.get(`/me/items/${id}/file`));
    await this.tell(
      'turn a page',
      this.reader.put(`/me/loans/${String(loan.id)}/position`, { position: 'page 2' }),
    );
    await this.tell('see the loans', this.reader.get('/me/loans'));
    await this.tell('give back', this.reader.delete(`/me/loans/${String(loan.id)}`));
  }

  private async write() {
    const thread = await this.tell(
      'ask',
      this.reader.post('/me/conversations', { subject: 'Hours', body: 'When?' }),
    );
    const path = `/me/conversations/${String(thread.id)}`;
    const form = new FormData();
    form.append('file', new Blob(['my card'], { type: 'text/plain' }), 'card.txt');
    await this.tell('attach', this.reader.post(`${path}/attachments`, form));
    const answer = { body: 'From nine to five.' };
    const answered = this.library.api.post(`/library/conversations/${String(thread.id)}/messages`, answer);
    await this.tell('be answered', answered);
    await this.tell('read the answer', this.reader.get(`${path}/messages`));
    await this.tell('answer again', this.reader.post(`${path}/messages`, { body: 'Thank you.' }));
  }

  private async useRights() {
    const statement = 'My name has an accent.';
    await this.tell('correct', this.reader.post('/me/requests', { kind: 'rectification', statement }));
    const asked = await this.tell('ask for everything', this.reader.post('/me/requests', { kind: 'access' }));
    const path = `/me/requests/${String(asked.id)}`;
    await eventually('the download', async () => {
      const { body } = await this.reader.get(path).expect(200);
      return body.state === 'completed';
    });
    await this.tell('see the request', this.reader.get(path));
    await this.tell('get a link', this.reader.post(`${path}/download-links`));
    const { status } = await this.reader.get(`${path}/download`);
    this.seen.push({ step: 'download', status, shape: 'a file' });
    await this.tell('object', this.reader.put('/me/objections/service-messages'));
    await this.tell('withdraw the objection', this.reader.delete('/me/objections/service-messages'));
  }

  /** The decisions themselves are answered alike, whatever stood before. */
  private async decideAgain() {
    for (const purpose of KINDS) {
      await this.tell(`opt out of ${purpose}`, this.reader.delete(`/me/consents/${purpose}`));
    }
    await this.tell('see the history', this.reader.get('/me/consents/history'));
  }
}

const INTERACTIONS: [kind: string, purpose: string, needsConsent: boolean][] = [
  ['email', 'newsletter', true],
  ['email', 'recommendations', true],
  ['call', 'phone-calls', true],
  ['text-message', 'text-messages', true],
  ['tracking-event', 'reading-analytics', true],
  ['tracking-event', 'recommendations', true],
  ['email', 'service-messages', false],
  ['email', 'lending', false],
  ['email', 'conversations', false],
];

it('treats who refused everything as who gave everything, step by step, but for what was refused', async () => {
  const [gave, refused] = [await aLibrary(carrel), await aLibrary(carrel)];
  const stories = { gave: new Story(gave, KINDS), refused: new Story(refused, []) };

  const [withAll, withNone] = [await stories.gave.live(), await stories.refused.live()];

  expect(withAll.map(({ step }) => step).length).toBeGreaterThan(35);
  expect(withAll.filter(({ status }) => status >= 400)).toEqual([]);
  expect(withNone).toEqual(withAll);
  const subjectsOf = async ({ email }: Story, { slug }: TestLibrary) =>
    (await lettersTo(carrel, email)).map(({ subject }) => subject.replaceAll(slug, '…')).sort();
  expect(await subjectsOf(stories.refused, refused)).toEqual(await subjectsOf(stories.gave, gave));
}, 120_000);

it('differs in the interactions of the refused kinds alone', async () => {
  const answersTo = async (consents: string[]) => {
    const library = await aLibrary(carrel);
    const form = await aForm(carrel, library, { consents });
    const anyone = new Caller(carrel.url);
    await anyone.post(`/libraries/${library.slug}/readers`, form).expect(202);
    const token = await tokenInLetterTo(carrel, form.email);
    const { body } = await anyone
      .post(`/libraries/${library.slug}/confirmations`, { token, password: form.password })
      .expect(201);
    const answers: Record<string, number> = {};
    for (const [kind, purpose] of INTERACTIONS) {
      const interaction = { reader: body.id as string, kind, purpose, content: 'Hello' };
      answers[`${kind} for ${purpose}`] = (
        await library.api.post('/library/interactions', interaction)
      ).status;
    }
    return answers;
  };
  const expected = (isGiven: boolean) =>
    Object.fromEntries(
      INTERACTIONS.map(([kind, purpose, needsConsent]) => [
        `${kind} for ${purpose}`,
        isGiven || !needsConsent ? 201 : 403,
      ]),
    );

  expect(await answersTo(KINDS)).toEqual(expected(true));
  expect(await answersTo([])).toEqual(expected(false));
});
