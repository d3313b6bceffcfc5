import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { cookieFooter, cookieNotice } from './cookie-notice.js';
import type { Assets } from './assets.js';
import { LANGUAGES, texts, wordOf, type PageLanguage } from './texts/texts.js';
import { languageFor, type Visit, type VisitRequest } from './visit.js';

/** A whole document: the library's name, where one can go, the language, and the page's own content. */
export function document(
  request: VisitRequest,
  { scripts, styles }: Pick<Assets, 'scripts' | 'styles'>,
  { title, content }: { title: string; content: unknown },
) {
  const { visit } = request;
  const language = languageFor(request);
  const t = texts[language];
  const name = visit?.library.name ?? t.start.title;
  return html`<!doctype html>
    <html lang=${language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${name}</title>
        <link rel="icon" href="data:," />
        ${styles.map((file) => html`<link rel="stylesheet" href=${file} />`)}
        ${scripts.map((file) => html`<script type="module" src=${file}></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">${t.skip}</a>
        ${visit ? cookieNotice(visit) : nothing}
        <header class="top">
          <div class="bar">
            <a class="name" href=${visit ? `${visit.root}/account` : '/'}>${name}</a>
            ${languages(request.url.split('?')[0] ?? '/', language)}
          </div>
          ${visit ? navigation(visit) : nothing}
        </header>
        <main id="content" tabindex="-1">${visit ? done(visit) : nothing} ${content}</main>
        ${visit ? cookieFooter(visit) : nothing}
      </body>
    </html>`;
}

function languages(address: string, current: PageLanguage) {
  return html`<nav class="languages" aria-label=${texts[current].nav.languages}>
    ${LANGUAGES.map((language) =>
      language === current
        ? html`<span aria-current="true" lang=${language}>${texts[language].name}</span>`
        : html`<a href=${`${address}?language=${language}`} lang=${language} hreflang=${language}
            >${texts[language].name}</a
          >`,
    )}
  </nav>`;
}

function navigation({ root, address, signedIn, t, formToken }: Visit) {
  const entry = (path: string, words: string) => {
    const isHere = address === root + path || address.startsWith(`${root}${path}/`);
    return html`<li>
      ${
        isHere
          ? html`<a href=${root + path} aria-current="page">${words}</a>`
          : html`<a href=${root + path}>${words}</a>`
      }
    </li>`;
  };
  if (!signedIn) {
    return html`<nav class="main" aria-label=${t.nav.label}>
      <ul>
        ${entry('/sign-in', t.nav.signIn)} ${entry('/sign-up', t.nav.signUp)}
      </ul>
    </nav>`;
  }
  return html`<nav class="main" aria-label=${t.nav.label}>
    <ul>
      ${entry('/account', t.nav.account)} ${entry('/library', t.nav.library)}
      ${entry('/conversations', t.nav.conversations)}
      <li>
        <form method="post" action=${`${root}/sign-out`}>
          <input type="hidden" name="_form" value=${formToken} />
          <button class="quiet">${t.nav.signOut}</button>
        </form>
      </li>
    </ul>
  </nav>`;
}

function done({ done: key, t }: Visit) {
  const words = key ? wordOf(t.done, key) : undefined;
  return words ? html`<p class="done" role="status">${words}</p>` : nothing;
}
