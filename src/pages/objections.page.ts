import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ObjectionsService } from '../modules/consent/objections.service.js';
import type { PurposesService } from '../modules/consent/purposes.service.js';
import { form, instant } from './parts.js';
import type { Visit } from './visit.js';

type Purpose = Awaited<ReturnType<PurposesService['list']>>[number];
export type Objections = Awaited<ReturnType<ObjectionsService['states']>>;
type Objection = Objections[number];

/** What rests on the library's own interest: each may be objected to, and shows what the library answered (Art. 21). */
export function objectionList(visit: Visit, purposes: Purpose[], objections: Objections) {
  const { t } = visit;
  return html`<h3 id="objections">${t.object.title}</h3>
    <p>${t.object.lead}</p>
    <ul class="cards">
      ${objections.map((one) => card(visit, purposes, one))}
    </ul>`;
}

function card(visit: Visit, purposes: Purpose[], objection: Objection) {
  const { purpose, state } = objection;
  const { title = purpose, text = '', language } = purposes.find((one) => one.key === purpose) ?? {};
  return html`<li class="card" data-purpose=${purpose}>
    <h4>${title}</h4>
    <p class="text" lang=${ifDefined(language)}>${text}</p>
    ${state ? standing(visit, objection, state) : nothing}
    <div class="actions">
      ${state === null || state === 'overridden' ? toObject(visit, objection, title) : nothing}
      ${state ? toUndo(visit, purpose, title) : nothing}
    </div>
  </li>`;
}

function standing({ t, language }: Visit, objection: Objection, state: NonNullable<Objection['state']>) {
  const { since, answerBy, grounds, reason } = objection;
  return html`<p class="state" data-state=${state}>
      ${t.object.states[state]}
      ${since ? html`<span class="hint">${instant(language, since)}</span>` : nothing}
    </p>
    ${answerBy ? html`<p>${t.object.answerBy('')} ${instant(language, answerBy)}</p>` : nothing}
    ${grounds ? quoted(t.object.yours, grounds) : nothing}
    ${reason ? quoted(t.object.theirs, reason) : nothing}`;
}

function quoted(who: string, words: string) {
  return html`<p>${who}</p>
    <blockquote class="text">${words}</blockquote>`;
}

/** One press, with or without reasons; an answered objection needs new ones, and marketing none. */
function toObject(visit: Visit, { purpose, state, directMarketing }: Objection, title: string) {
  const { object } = visit.t;
  const isAnswered = state === 'overridden';
  const id = `grounds-${purpose}`;
  const words = html`<label for=${id}>${isAnswered ? object.groundsNew : object.grounds}</label>
    <textarea id=${id} name="grounds" rows="4" maxlength="5000" ?required=${isAnswered}></textarea>`;
  const optional = html`<details>
    <summary>${object.groundsOptional}</summary>
    ${words}
  </details>`;
  return form(
    visit,
    `/account/object/${purpose}`,
    html`${directMarketing ? html`<p class="hint">${object.marketing}</p>` : isAnswered ? words : optional}
      <button aria-label=${isAnswered ? object.againTo(title) : object.objectTo(title)}>
        ${isAnswered ? object.again : object.object}
      </button>`,
    'objecting',
  );
}

function toUndo(visit: Visit, purpose: string, title: string) {
  const { object } = visit.t;
  return form(
    visit,
    `/account/undo-objection/${purpose}`,
    html`<button aria-label=${object.undoFor(title)}>${object.undo}</button>`,
  );
}
