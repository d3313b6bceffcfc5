import { html } from '@lit-labs/ssr';
import { createHash } from 'node:crypto';
import { Shown } from './answer.js';
import { form } from './parts.js';
import type { Visit } from './visit.js';

interface Provider {
  key: string;
  name: string;
}

/** What only the browser that began can show again: its form token, which hangs on its cookie. */
export const challengeOf = ({ formToken }: Visit) =>
  createHash('sha256').update(formToken).digest('base64url');

/** One button for each provider of the library. */
export function providerButtons(visit: Visit, providers: Provider[]) {
  return providers.map(({ key, name }) =>
    form(
      visit,
      '/social',
      html`<input type="hidden" name="provider" value=${key} />
        <button>${visit.t.signIn.with(name)}</button>`,
    ),
  );
}

/** Says where the link leads before the reader follows it: a form may not lead to another site. */
export function leaving({ t }: Visit, url: string, name: string) {
  return new Shown(
    t.social.leave(name),
    html`<h1>${t.social.leave(name)}</h1>
      <p class="lead">${t.social.leaveLead}</p>
      <p><a class="button" rel="noreferrer" href=${url}>${t.social.go(name)}</a></p>`,
  );
}

/** What came of a sign-in that signed nobody in. */
export function told({ t, root }: Visit, words: string, status = 200) {
  const { title } = t.social;
  return new Shown(
    title,
    html`<h1>${title}</h1>
      <p>${words}</p>
      <p>
        <a class="button" href=${`${root}/sign-in`}>${t.nav.signIn}</a>
        <a class="button" href=${`${root}/sign-up`}>${t.nav.signUp}</a>
      </p>`,
    status,
  );
}

/** The providers of the library, each with a button that links or unlinks it. */
export function socialSection(visit: Visit, providers: Provider[], linked: { provider: string }[]) {
  const { t } = visit;
  const isLinked = (key: string) => linked.some(({ provider }) => provider === key);
  return html`<section id="social" aria-labelledby="social-title">
    <h2 id="social-title">${t.data.social}</h2>
    ${linked.length ? '' : html`<p>${t.data.socialNone}</p>`}
    ${providers.map(({ key, name }) =>
      form(
        visit,
        isLinked(key) ? '/account/social/unlink' : '/account/social/link',
        html`<input type="hidden" name="provider" value=${key} />
          <button>${isLinked(key) ? t.data.unlink(name) : t.data.link(name)}</button>`,
      ),
    )}
  </section>`;
}
