import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { codeMeaning } from '../foundation/data-map/code-words.js';
import { spoken } from '../foundation/data-map/words.js';
import { box, field, form, instant, type Filled } from './parts.js';
import { erasurePreview, type Preview } from './erasure-preview.page.js';
import type { Visit } from './visit.js';

/** *Delete my account*: what happens, in clear words, and the proof that it asks for; or how one that waits stands. */
export function erasureSection(visit: Visit, preview: Preview, filled: Filled) {
  const { t } = visit;
  return html`<section id="erasure" aria-labelledby="erasure-title">
    <h2 id="erasure-title">${t.erasure.title}</h2>
    ${preview.waits ? waiting(visit, preview.waits) : asking(visit, preview, filled)}
  </section>`;
}

function waiting(visit: Visit, { reason, beginsAt, holds }: NonNullable<Preview['waits']>) {
  const { t, language } = visit;
  const { wait } = t.erasure;
  if (reason === 'grace')
    return html`<div class="notice">
      <h3>${wait.title}</h3>
      <p>${wait.begins} ${beginsAt ? instant(language, beginsAt) : nothing}. ${wait.until}</p>
      ${form(visit, '/account/delete/back', html`<button class="main">${wait.back}</button>`)}
    </div>`;
  return html`<div class="notice">
    <h3>${wait.heldTitle}</h3>
    <p>${wait.held}</p>
    <ul>
      ${holds.map(
        ({ ground, reviewOn }) =>
          html`<li>
            ${codeMeaning(ground, spoken(language))}. ${wait.review}
            <time datetime=${reviewOn}>${reviewOn}</time>.
          </li>`,
      )}
    </ul>
    <p>${wait.complain}</p>
  </div>`;
}

function asking(visit: Visit, preview: Preview, filled: Filled) {
  const { t } = visit;
  return html`<p>${t.erasure.lead}</p>
    <p>${t.erasure.kept}</p>
    <p><a href="#requests">${t.erasure.download}</a></p>
    ${erasurePreview(visit, preview)}
    ${form(
      visit,
      '/account/delete',
      html`${field(filled, {
          name: 'erasurePassword',
          label: t.erasure.password,
          type: 'password',
          autocomplete: 'current-password',
        })}
        ${field(filled, {
          name: 'code',
          label: t.erasure.code,
          hint: t.erasure.codeHint,
          autocomplete: 'one-time-code',
          optionalWord: t.optional,
        })}
        ${box(filled, { name: 'understand', label: t.erasure.understand })}
        <button class="alarm">${t.erasure.send}</button>`,
    )}
    ${form(visit, '/account/delete/code', html`<button>${t.erasure.codeSend}</button>`, 'apart')}`;
}

/** What is said when it is received and waits. */
export function received({ t, language }: Visit, certificateUrl: string, beginsAt: Date | null) {
  const { wait } = t.erasure;
  return html`<h1>${beginsAt ? wait.receivedTitle : wait.heldTitle}</h1>
    <p class="lead">${beginsAt ? wait.received : wait.held}</p>
    ${
      beginsAt
        ? html`<p>${wait.begins} ${instant(language, beginsAt)}.</p>`
        : html`<p>${wait.heldDone}</p>
            <p>${wait.complain}</p>`
    }
    ${certificate(t, certificateUrl)}`;
}

/** What is said once the account is gone; its address is shown here and nowhere again. */
export function goodbye({ t }: Visit, certificateUrl: string) {
  return html`<h1>${t.erasure.doneTitle}</h1>
    <p class="lead">${t.erasure.done}</p>
    ${certificate(t, certificateUrl)}`;
}

function certificate(t: Visit['t'], certificateUrl: string) {
  return html`<h2>${t.erasure.certificate}</h2>
    <p>${t.erasure.certificateHint}</p>
    <p class="text"><a href=${certificateUrl}>${certificateUrl}</a></p>`;
}
