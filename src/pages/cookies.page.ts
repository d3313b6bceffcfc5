import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ServedCookieNotice } from '../modules/cookies/notice-serving.service.js';
import { Shown } from './answer.js';
import { buttons, whatIsAnswered } from './cookie-notice.js';
import { box, form, instant } from './parts.js';
import type { Visit } from './visit.js';

type Category = ServedCookieNotice['categories'][number];

/** Everything that is stored and why, with the choice about what is optional. */
export function cookiesPage(visit: Visit, notice: ServedCookieNotice) {
  const { t } = visit;
  const optional = notice.categories.filter((one) => one.optional);
  const others = notice.categories.filter((one) => !one.optional);
  return new Shown(
    t.cookies.settings,
    html`<h1>${t.cookies.settings}</h1>
      <p class="lead">${t.cookies.lead}</p>
      ${standing(visit)}
      <p lang=${notice.language}>${notice.text}</p>
      ${form(
        visit,
        '/cookies',
        html`${whatIsAnswered(notice, `${visit.root}/cookies`)}
        ${optional.map((category) => choice(visit, notice, category))}
        ${buttons(visit, notice, notice.layers.second)}`,
      )}
      ${others.map(
        (category) =>
          html`<section class="choice" aria-labelledby=${`category-${category.key}`} lang=${notice.language}>
            <h2 class="small" id=${`category-${category.key}`}>${category.title}</h2>
            <p>${category.text}</p>
            ${stored(visit, category)}
          </section>`,
      )}
      ${account(visit)}`,
  );
}

function standing({ t, language, cookieVisit }: Visit) {
  const { standing: chosen, gpc } = cookieVisit ?? {};
  const isOff = gpc && !chosen?.gpc;
  return html`${isOff ? html`<p class="notice">${t.cookies.gpc} ${t.cookies.gpcChoice}</p>` : nothing}
    <p class="state">
      ${
        chosen && !chosen.askAgain
          ? html`${t.cookies.until('')} ${instant(language, chosen.askAgainAt)}`
          : t.cookies.none
      }
    </p>`;
}

function choice(visit: Visit, { language }: ServedCookieNotice, category: Category) {
  const { key, title, text } = category;
  const { standing: chosen } = visit.cookieVisit ?? {};
  const isOn = chosen && !chosen.askAgain && chosen.choices[key] === true;
  const name = `category-${key}`;
  const filled = { values: isOn ? { [name]: 'yes' } : {}, errors: {} };
  return html`<div class="choice" lang=${language}>
    ${box(filled, { name, label: visit.t.cookies.yes(title), hint: text })} ${stored(visit, category)}
  </div>`;
}

function stored({ t }: Visit, { title, trackers }: Category) {
  const { cookies: words } = t;
  return html`<details>
    <summary>${words.stored(title)}</summary>
    ${trackers.map(
      ({ name, purpose, lifeDays, setBy, thirdParties }) =>
        html`<dl class="facts">
          ${fact(words.name, name)} ${fact(words.purpose, purpose)}
          ${fact(words.life, lifeDays ? words.days(lifeDays) : words.closing)} ${fact(words.setBy, setBy)}
          ${fact(words.others, thirdParties.join(', ') || words.nobody)}
        </dl>`,
    )}
  </details>`;
}

function fact(name: string, value: string) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** A choice becomes a signed-in reader's own only by their own act. */
function account(visit: Visit) {
  const { t, signedIn, cookieVisit } = visit;
  const chosen = cookieVisit?.standing;
  if (!signedIn || !chosen || (chosen.readerId ?? signedIn.me.id) !== signedIn.me.id) return nothing;
  const [hint, action, words] = chosen.readerId
    ? [t.cookies.unlinkHint, '/cookies/unlink', t.cookies.unlink]
    : [t.cookies.linkHint, '/cookies/link', t.cookies.link];
  return html`<section aria-labelledby="cookies-account">
    <h2 id="cookies-account">${t.cookies.linkTitle}</h2>
    <p>${hint}</p>
    ${form(visit, action, html`<button>${words}</button>`)}
  </section>`;
}
