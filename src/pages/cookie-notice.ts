import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ServedCookieNotice } from '../modules/cookies/notice-serving.service.js';
import { form } from './parts.js';
import type { Visit } from './visit.js';

/** The notice on a page, until the visitor clicks: all its buttons are equal, and work without JavaScript. */
export function cookieNotice(visit: Visit) {
  const { notice, back = '' } = visit.cookieVisit ?? {};
  if (!notice) return nothing;
  return html`<section
    class="cookie-notice"
    aria-labelledby="cookie-notice-title"
    lang=${notice.language}
    data-said=${visit.t.done['cookies-chosen']}
  >
    <p class="title" id="cookie-notice-title">${notice.title}</p>
    <p>${notice.text}</p>
    ${form(visit, '/cookies', html`${whatIsAnswered(notice, back)} ${buttons(visit, notice, notice.layers.first)}`)}
  </section>`;
}

/** The way back to the choice, on every page, and to one's rights for who is not signed in. */
export function cookieFooter({ root, t, cookieVisit, signedIn }: Visit) {
  const isOff = cookieVisit?.gpc && !cookieVisit.standing;
  return html`<footer class="bottom">
    ${isOff ? html`<p class="hint">${t.cookies.gpc}</p>` : nothing}
    <p><a href=${`${root}/cookies`}>${t.cookies.settings}</a></p>
    ${signedIn ? nothing : html`<p><a href=${`${root}/rights`}>${t.rights.link}</a></p>`}
  </footer>`;
}

/** Which notice a form answers, and where to go on afterwards. */
export function whatIsAnswered({ version, notice, categories }: ServedCookieNotice, back: string) {
  const optional = categories.filter((one) => one.optional).map(({ key }) => key);
  return html`<input type="hidden" name="version" value=${version} />
    <input type="hidden" name="notice" value=${notice} />
    <input type="hidden" name="categories" value=${optional.join()} />
    <input type="hidden" name="back" value=${back} />`;
}

/** The buttons of a layer in the order of the notice; the settings are a page of their own. */
export function buttons({ root }: Visit, { labels }: ServedCookieNotice, layer: string[]) {
  return html`<div class="actions equal">
    ${layer.map((button) => {
      switch (button) {
        case 'settings':
          return html`<a class="button" href=${`${root}/cookies`}>${labels.settings}</a>`;
        case 'accept':
        case 'refuse':
        case 'save':
          return html`<button name="choice" value=${button}>${labels[button]}</button>`;
        default:
          return nothing;
      }
    })}
  </div>`;
}
