import type { Browser } from 'playwright-core';
import { codeMeaning } from '../src/foundation/data-map/code-words.js';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, tokenInLetterTo, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

const PASSWORD = 'a long enough password';

async function fillSignUp({ page, open }: Window, email: string, { name = 'Ana', born = '1990-05-17' } = {}) {
  await open(`/l/${library.slug}/sign-up`);
  await page.locator('#name').fill(name);
  await page.locator('#email').fill(email);
  await page.locator('#newPassword').fill(PASSWORD);
  await page.locator('#birthDate').fill(born);
  await page.locator('#agreement').check();
}

async function confirm({ page, open }: Window, address: string) {
  const token = await tokenInLetterTo(carrel, address);
  await open(`/l/${library.slug}/confirm?token=${token}`);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('You can sign in now.').waitFor();
}

async function signIn(
  { page, open }: Window,
  { email, library: at }: { email: string; library: TestLibrary },
) {
  await open(`/l/${at.slug}/sign-in`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('main button').first().click();
  await page.waitForURL(`**/l/${at.slug}/account`);
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a reader’s life in the browser, %s', (_, javaScriptEnabled) => {
  const email = javaScriptEnabled ? 'ana@example.org' : 'bea@example.org';
  let window: Window;
  beforeAll(async () => {
    window = await aWindow(browser, carrel, { javaScriptEnabled });
  });
  afterAll(async () => {
    expect(window.strayed).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });

  it('signs up with nothing ticked beforehand, and confirms by letter', async () => {
    const { page, open } = window;
    await open(`/l/${library.slug}/sign-up`);
    expect(await page.locator('input[type=checkbox]').count()).toBeGreaterThan(3);
    expect(await page.locator('input[type=checkbox]:checked').count()).toBe(0);

    await fillSignUp(window, email);
    await page.getByLabel('Yes: Newsletter by e-mail').check();
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

    await confirm(window, email);
    await signIn(window, { email, library });
    await page.locator('[data-purpose=newsletter] [data-state=given]').waitFor();
    await page.locator('[data-purpose=phone-calls] [data-state=refused]').waitFor();
  });

  it('opts out and in again, and finds both in the history', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Opt out: Newsletter by e-mail' }).click();
    await page.locator('[data-purpose=newsletter] [data-state=withdrawn]').waitFor();
    await page.getByRole('cell', { name: 'Opted out' }).waitFor();

    await page.getByRole('button', { name: 'Opt in: Phone calls' }).click();
    await page.locator('[data-purpose=phone-calls] [data-state=given]').waitFor();
    const latest = page.locator('#opt-in').getByRole('row').nth(1);
    expect(await latest.innerText()).toMatch(/Phone calls\s+Opted in\s+Opt-in section/);
  });

  it('objects to what rests on the library’s interest, and takes it back', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Object: Messages about what you borrowed' }).click();
    await page.getByRole('button', { name: /^Withdraw my objection: Messages/ }).click();
    await page.getByRole('button', { name: 'Object: Messages about what you borrowed' }).waitFor();
  });

  it('sees each datum with its reason, and changes it', async () => {
    const { page } = window;
    const datum = page.locator('[data-datum="reader.name"]');
    await datum.locator('summary').click();
    for (const words of ['Where it comes from', 'Legal basis', 'Who receives it', 'Kept until'])
      await datum.getByText(words).waitFor();
    expect(await page.locator('[data-datum="access_entry"] .value').innerText()).toContain(
      'in your download',
    );

    await page.locator('#name').fill('Ana María Ñandú');
    await page.locator('#phone').fill('+34 600 000 000');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Your changes are saved.').waitFor();
    expect(await page.locator('[data-datum="reader.name"] .value').innerText()).toBe('Ana María Ñandú');
    expect(await page.locator('[data-datum="reader.phone"] .value').innerText()).toBe('+34 600 000 000');
  });

  it('sees who looked, as what and at what, and finds every way to act beside each datum', async () => {
    const { page } = window;
    expect(await page.locator('tr[data-who=job]').first().innerText()).toContain(codeMeaning('job', 'en'));
    const datum = page.locator('[data-datum="reader.phone"]');
    await datum.locator('summary').click();
    const links = await datum.locator('.ways a').all();
    const places = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(places).toEqual(['#profile', '#restriction', '#requests', '#elsewhere', '#erasure']);
    for (const place of places) expect(await page.locator(place ?? 'none').count()).toBe(1);
  });

  it('takes what they provided elsewhere, and brings it along to another library', async () => {
    const { page, open } = window;
    await open(`/l/${library.slug}/account/elsewhere`);
    await page.getByRole('button', { name: 'Prepare the file' }).click();
    while (await page.getByRole('link', { name: 'Look again' }).count()) await page.reload();
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Get the file' }).click();
    const path = await (await coming).path();

    const there = await aReader(carrel);
    const other = await aWindow(browser, carrel, { javaScriptEnabled });
    await signIn(other, there);
    await other.open(`/l/${there.library.slug}/account/elsewhere`);
    await other.page.locator('#file').setInputFiles(path);
    await other.page.getByRole('button', { name: 'Look at the file' }).click();
    const preview = other.page.locator('[data-import=previewed]');
    expect(await preview.innerText()).toMatch(/Your account: 1[\s\S]*Consents are never brought along/);
    if (javaScriptEnabled) expect(await barriers(other)).toEqual([]);
    await other.page.getByRole('button', { name: 'Take it' }).click();
    while (!(await other.page.locator('[data-import=completed]').count())) await other.page.reload();

    await other.open(`/l/${there.library.slug}/account`);
    expect(await other.page.locator('[data-datum="reader.phone"] .value').innerText()).toBe(
      '+34 600 000 000',
    );
    expect([...other.strayed, ...other.complaints]).toEqual([]);
    await other.context.close();
  });

  it('says what to do about a file that no library gave', async () => {
    const { page, open } = window;
    await open(`/l/${library.slug}/account/elsewhere`);
    await page.locator('#file').setInputFiles({
      name: 'data.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('no file at all'),
    });
    await page.getByRole('button', { name: 'Look at the file' }).click();
    await page.locator('#file-error').getByText('This is no file that a library hands over').waitFor();
    await open(`/l/${library.slug}/account`);
  });

  it('adds a statement to what cannot be changed', async () => {
    const { page } = window;
    await page.getByLabel('What is wrong, and what is right').fill('The loan of May was my brother’s.');
    await page.getByRole('button', { name: 'Send the statement' }).click();
    await page.getByText('Your statement stands beside your data').waitFor();
    await page.getByRole('cell', { name: 'Correction' }).waitFor();
  });

  it('downloads everything as one file', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Download my data' }).click();
    const file = javaScriptEnabled
      ? page.getByRole('button', { name: 'Get the file' })
      : page.getByRole('link', { name: 'Get the file' });
    const lookAgain = page.getByRole('link', { name: 'Look again' });
    while (!javaScriptEnabled && (await lookAgain.count())) {
      await lookAgain.click();
      await page.reload();
    }
    const coming = page.waitForEvent('download');
    await file.click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^my-data-.*\.zip$/);
    expect(await download.failure()).toBeNull();
  });

  it('borrows a text, reads on where it stopped, and gives it back', async () => {
    const { page, open } = window;
    const title = `Rimas ${email}`;
    const item = await library.api.post('/library/items', { title, authors: ['Bécquer'] }).expect(201);
    const text = 'Del salón en el ángulo oscuro. '.repeat(400);
    const type = { 'content-type': 'text/plain' };
    await library.api.send('PUT', `/library/items/${item.body.id}/file`, text, type).expect(200);

    await open(`/l/${library.slug}/library?search=rimas`);
    await page.getByRole('button', { name: `Borrow: ${title}` }).click();
    await page.getByRole('link', { name: `Read: ${title}` }).click();
    await page.getByText('Page 1 of 4').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Page 2 of 4').waitFor();

    await open(`/l/${library.slug}/library`);
    await page.getByRole('link', { name: `Read: ${title}` }).click();
    await page.getByText('Page 2 of 4').waitFor();
    await page.getByRole('link', { name: 'Back to the library' }).click();
    await page.getByRole('button', { name: `Give back: ${title}` }).click();
    await page.getByText('You have borrowed nothing.').waitFor();
  });

  it('writes to the library, attaches a file and reads the answer', async () => {
    const { page, open } = window;
    await open(`/l/${library.slug}/conversations`);
    await page.getByLabel('Subject').fill('Opening hours');
    await page.getByLabel('Message').fill('Are you open on Monday?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Opening hours' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await library.api
      .post(`/library/conversations/${id}/messages`, { body: 'From nine to five.' })
      .expect(201);

    const file = { name: 'card.txt', mimeType: 'text/plain', buffer: Buffer.from('my card') };
    await page.locator('#file').setInputFiles(file);
    await page.getByRole('button', { name: 'Attach', exact: true }).click();
    await page.getByText('Your file is attached.').waitFor();
    await page.getByText('From nine to five.').waitFor();
    await page.getByRole('link', { name: 'card.txt' }).waitFor();
  });

  it('signs out, and the session is over', async () => {
    const { page, open } = window;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await open(`/l/${library.slug}/account`);
    expect(page.url()).toContain('/sign-in');
  });

  it('deletes the account, with the password as proof, and is known no more', async () => {
    const { page, open } = window;
    await signIn(window, { email, library });
    await page.getByLabel('I understand that my account').check();
    await page.getByRole('button', { name: 'Delete my account for good' }).click();
    await page.locator('#erasurePassword[aria-invalid=true]').waitFor();

    await page.locator('#erasurePassword').fill(PASSWORD);
    await page.getByRole('button', { name: 'Delete my account for good' }).click();
    await page.getByRole('heading', { name: 'Your account is being deleted' }).waitFor();
    const certificate = await page.locator('a[href*="/certificates/"]').getAttribute('href');
    await open(new URL(certificate ?? '').pathname);
    expect(await page.locator('body').innerText()).toContain('received a request');

    await open(`/l/${library.slug}/sign-in`);
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.summary').getByText('The address or the password is wrong.').waitFor();
  });
});

it('stops a newsletter by the link in it, and only by the button', async () => {
  const dora = await aReader(carrel, { library, consents: ['newsletter'], email: 'dora@example.org' });
  await library.api
    .post('/library/newsletters', { subject: 'News', body: 'We open a new room.' })
    .expect(202);
  const token = await tokenInLetterTo(carrel, 'dora@example.org', /News/);
  const standing = async () => {
    const { body } = await dora.get('/me/consents').expect(200);
    return (body.items as { purpose: string; state: string }[]).find((one) => one.purpose === 'newsletter');
  };
  const { page, open } = await aWindow(browser, carrel);

  await open(`/l/${library.slug}/unsubscribe?token=${token}`);
  expect(await standing()).toMatchObject({ state: 'given' });
  await page.getByRole('button', { name: 'Opt out' }).click();
  await page.getByRole('heading', { name: 'You have opted out' }).waitFor();

  expect(await standing()).toMatchObject({ state: 'withdrawn' });
});

it('changes the address by the links in two letters', async () => {
  const emma = await aReader(carrel, { library, email: 'emma@example.org' });
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await signIn(window, emma);
  await page.locator('#newEmail').fill('emma.new@example.org');
  await page.locator('#emailPassword').fill(PASSWORD);
  await page.getByRole('button', { name: 'Send the letters' }).click();
  await page.getByText('Letters are on their way').waitFor();

  await open(
    `/l/${library.slug}/confirm-email?token=${await tokenInLetterTo(carrel, 'emma.new@example.org')}`,
  );
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your address is confirmed.').waitFor();
  expect((await emma.get('/me').expect(200)).body.email).toBe('emma.new@example.org');

  await open(
    `/l/${library.slug}/veto-email?token=${await tokenInLetterTo(carrel, 'emma@example.org', /about to change/)}`,
  );
  await page.getByRole('button', { name: 'Stop the change' }).click();
  await page.getByText('The change is stopped.').waitFor();
  await open(`/l/${library.slug}/account`);
  expect(page.url()).toContain('/sign-in');
});

it('sets a new password by letter', async () => {
  const fina = await aReader(carrel, { library, email: 'fina@example.org' });
  const { page, open } = await aWindow(browser, carrel);
  await open(`/l/${library.slug}/reset`);
  await page.locator('#email').fill(fina.email);
  await page.getByRole('button', { name: 'Send the letter' }).click();
  await page.getByText('If there is an account').waitFor();

  await open(`/l/${library.slug}/reset?token=${await tokenInLetterTo(carrel, fina.email, /new password/)}`);
  await page.locator('#newPassword').fill('another long password');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByRole('heading', { name: 'The new password is set' }).waitFor();
  const body = { email: fina.email, password: 'another long password' };
  await fina.post(`/libraries/${library.slug}/sessions`, body).expect(201);
});

it('asks for a guardian when the birth date asks for one, and writes to the guardian', async () => {
  const window = await aWindow(browser, carrel);
  const { page } = window;
  await fillSignUp(window, 'nino@example.org', {
    name: 'Nino',
    born: `${new Date().getFullYear() - 10}-01-02`,
  });
  expect(await page.locator('#guardianName').count()).toBe(0);
  await page.getByRole('button', { name: 'Sign up' }).click();

  await page.locator('#guardianName').fill('Rosa Madre');
  await page.locator('#guardianEmail').fill('rosa@example.org');
  await page.locator('#newPassword').fill(PASSWORD);
  expect(await page.locator('#agreement').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

  expect(await tokenInLetterTo(carrel, 'rosa@example.org')).toBeTruthy();
});

it('can be used with the keyboard alone: sign-up and opt-out', async () => {
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(`/l/${library.slug}/sign-up`);
  const tabTo = async (selector: string) => {
    for (let step = 0; step < 80; step += 1) {
      if (await page.locator(`${selector}:focus`).count()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached with the Tab key`);
  };
  await tabTo('#name');
  await page.keyboard.type('Clara');
  await tabTo('#email');
  await page.keyboard.type('clara@example.org');
  await tabTo('#newPassword');
  await page.keyboard.type(PASSWORD);
  await tabTo('#birthDate');
  await page.keyboard.type('17051990');
  await tabTo('#agreement');
  await page.keyboard.press('Space');
  await tabTo('[id="consent.newsletter"]');
  await page.keyboard.press('Space');
  await tabTo('main button.main');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await confirm(window, 'clara@example.org');
  await signIn(window, { email: 'clara@example.org', library });

  await page.locator('[data-purpose=newsletter] [aria-pressed=true]').waitFor();
  for (let step = 0; step < 80; step += 1) {
    const label = await page.evaluate(
      "document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label')",
    );
    if (label === 'Opt out: Newsletter by e-mail') break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.locator('[data-purpose=newsletter] [data-state=withdrawn]').waitFor();
});
