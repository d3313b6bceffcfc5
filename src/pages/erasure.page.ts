import { html } from '@lit-labs/ssr';
import { box, field, form, type Filled } from './parts.js';
import type { Visit } from './visit.js';

/** *Delete my account*: what happens, in clear words, and the proof that it asks for. */
export function erasureSection(visit: Visit, filled: Filled) {
  const { t } = visit;
  return html`<section id="erasure" aria-labelledby="erasure-title">
    <h2 id="erasure-title">${t.erasure.title}</h2>
    <p>${t.erasure.lead}</p>
    <p>${t.erasure.kept}</p>
    <p><a href="#requests">${t.erasure.download}</a></p>
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
    ${form(visit, '/account/delete/code', html`<button>${t.erasure.codeSend}</button>`, 'apart')}
  </section>`;
}

/** What is said once the account is gone; its address is shown here and nowhere again. */
export function goodbye({ t }: Visit, certificateUrl: string) {
  return html`<h1>${t.erasure.doneTitle}</h1>
    <p class="lead">${t.erasure.done}</p>
    <h2>${t.erasure.certificate}</h2>
    <p>${t.erasure.certificateHint}</p>
    <p class="text"><a href=${certificateUrl}>${certificateUrl}</a></p>`;
}
