import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { Outcome } from '../modules/outside-requests/outside-confirmations.service.js';
import { Shown } from './answer.js';
import { box, field, form, instant, paragraphs, select, summary, type Filled } from './parts.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';
import { writtenParts } from './written.js';

/** The form for one's own request, and the one for another's. */
export function askPage(visit: Visit, filled: Filled) {
  const { t, library } = visit;
  return new Shown(
    t.rights.title,
    html`<h1>${t.rights.title}</h1>
      <p class="lead">${t.rights.lead(library.name)}</p>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/rights',
        html`${field(filled, {
            ...{ name: 'email', label: t.rights.email, hint: t.rights.emailHint },
            ...{ type: 'email', autocomplete: 'email' },
          })}
          ${whatIsAsked(visit, filled)} <button class="main">${t.rights.send}</button>`,
      )}
      <p><a href=${`${visit.root}/rights/for-another`}>${t.rights.other}</a></p>`,
    statusOf(filled),
  );
}

/** The form for a representative. */
export function askForAnotherPage(visit: Visit, filled: Filled) {
  const { t } = visit;
  return new Shown(
    t.rights.other,
    html`<h1>${t.rights.other}</h1>
      <p class="lead">${t.rights.otherHint}</p>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/rights/for-another',
        html`${field(filled, {
            ...{ name: 'representativeName', label: t.rights.representativeName, autocomplete: 'name' },
          })}
          ${field(filled, {
            ...{ name: 'representativeEmail', label: t.rights.representativeEmail },
            ...{ type: 'email', autocomplete: 'email' },
          })}
          ${field(filled, { name: 'email', label: t.rights.email2, type: 'email' })}
          ${paragraphs(filled, { name: 'mandate', label: t.rights.mandate })}
          ${box(filled, { name: 'toRepresentative', label: t.rights.toRepresentative })}
          ${whatIsAsked(visit, filled)} <button class="main">${t.rights.sendOther}</button>`,
      )}`,
    statusOf(filled),
  );
}

/** After the form, whoever the address belongs to: the letter's link goes on, or its code here. */
export function sentPage(visit: Visit, id: string, filled: Filled) {
  const { t } = visit;
  return new Shown(
    t.rights.sentTitle,
    html`<h1>${t.rights.sentTitle}</h1>
      <p>${t.rights.sent}</p>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/rights/confirm',
        html`<input type="hidden" name="id" value=${id} />
          ${field(filled, { name: 'code', label: t.rights.code, autocomplete: 'one-time-code' })}
          <button class="main">${t.rights.codeSend}</button>`,
      )}`,
    statusOf(filled),
  );
}

/** What a proof would confirm: to read, to change, and to press the button. */
export function confirmPage(visit: Visit, about: { email?: string; of?: string | null }, filled: Filled) {
  const { t } = visit;
  const { token, id, code } = filled.values;
  const proof = token === undefined ? { id, code } : { token };
  return new Shown(
    t.rights.confirmTitle,
    html`<h1>${t.rights.confirmTitle}</h1>
      <p class="lead">${about.email ? t.rights.confirmLead(about.email) : t.rights.confirmMissing}</p>
      ${about.of ? html`<p>${t.rights.confirmFor(about.of)}</p>` : nothing} ${summary(t, filled.errors)}
      ${form(
        visit,
        '/rights/confirm',
        html`${Object.entries(proof).map(
            ([name, value]) => html`<input type="hidden" name=${name} value=${value ?? ''} />`,
          )}
          ${about.of ? nothing : html`${whatIsAsked(visit, filled)} ${erasureWords(visit, filled)}`}
          <button class=${filled.values.kind === 'erasure' ? 'alarm' : 'main'}>${t.rights.confirm}</button>`,
      )}`,
    statusOf(filled),
  );
}

/** What came of it. */
export function outcomePage(visit: Visit, outcome: Outcome) {
  const { t, language } = visit;
  if (outcome.outcome === 'mandate-waits')
    return new Shown(t.rights.waitsTitle, html`<h1>${t.rights.waitsTitle}</h1><p>${t.rights.waits}</p>`); // prettier-ignore
  if (outcome.outcome === 'nothing-held') {
    const { title, lead, parts, language: written } = outcome.document;
    return new Shown(
      title,
      html`<div lang=${written}>
        <h1>${title}</h1>
        <p class="lead">${lead}</p>
        ${writtenParts(parts)}
      </div>`,
    );
  }
  const { request, certificateUrl } = outcome;
  return new Shown(t.rights.enteredTitle, entered(visit, request, certificateUrl, language));
}

/** A request as it was entered, and what follows. */
export function entered(
  { t }: Visit,
  request: { kind: string; promisedBy: Date },
  certificateUrl: string | null,
  language: string,
) {
  if (certificateUrl !== null)
    return html`<h1>${t.rights.enteredTitle}</h1>
      <p class="lead">${t.rights.erased}</p>
      <h2>${t.rights.certificate}</h2>
      <p>${t.rights.certificateHint}</p>
      <p class="text"><a href=${certificateUrl}>${certificateUrl}</a></p>`;
  const what = wordOf(t.rights.kinds, request.kind) ?? request.kind;
  const isDownload = request.kind === 'access' || request.kind === 'portability';
  return html`<h1>${t.rights.enteredTitle}</h1>
    <p class="lead">${t.rights.entered(what)} ${instant(language, request.promisedBy)}.</p>
    ${isDownload ? html`<p>${t.rights.download}</p>` : nothing}`;
}

/** The box that says that what goes was read; for an erasure alone. */
export function erasureWords({ t }: Visit, filled: Filled) {
  if (filled.values.kind !== 'erasure' && !('understood' in filled.errors)) return nothing;
  return html`<h2>${t.rights.goes}</h2>
    <p>${t.rights.goesText}</p>
    ${box(filled, { name: 'understood', label: t.rights.understand })}`;
}

function whatIsAsked({ t }: Visit, filled: Filled) {
  const choices = Object.entries(t.rights.kinds);
  return html`${select(filled, { name: 'kind', label: t.rights.kind, choices, value: 'access' })}
  ${paragraphs(filled, {
    name: 'statement',
    label: t.rights.statement,
    hint: t.rights.statementHint,
  })}`;
}

const statusOf = ({ errors }: Filled) => (Object.keys(errors).length ? 422 : 200);
