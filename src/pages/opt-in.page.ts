import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ConsentService } from '../modules/consent/consent.service.js';
import type { NoticesService } from '../modules/consent/notices.service.js';
import type { ObjectionsService } from '../modules/consent/objections.service.js';
import { historyTable, type History } from './history.page.js';
import { form, instant } from './parts.js';
import type { Visit } from './visit.js';

type Purpose = Awaited<ReturnType<NoticesService['list']>>[number];
type State = Awaited<ReturnType<ConsentService['states']>>[number];
type Objections = Awaited<ReturnType<ObjectionsService['states']>>;

/** What the opt-in section shows. */
export interface OptIn {
  purposes: Purpose[];
  states: State[];
  history: History;
  objections: Objections;
}

/** Each kind of contact with its state and two buttons of equal weight, and everything that was ever decided. */
export function optInSection(visit: Visit, { purposes, states, history, objections }: OptIn) {
  const { t, language } = visit;
  const choices = purposes.filter((one) => one.legalBasis === 'consent');
  return html`<section id="opt-in" aria-labelledby="opt-in-title">
    <h2 id="opt-in-title">${t.optIn.title}</h2>
    <p>${t.optIn.lead}</p>
    <carrel-opt-in
      library=${visit.library.slug}
      session=${`${visit.root}/account/token`}
      form-token=${visit.formToken}
      language=${language}
    >
      <ul class="cards">
        ${choices.map((purpose) => {
          const state = states.find((one) => one.purpose === purpose.key);
          return choice(visit, purpose, state);
        })}
      </ul>
      <h3 id="history">${t.optIn.history}</h3>
      ${historyTable(visit, purposes, history)}
    </carrel-opt-in>
    ${objectionList(visit, purposes, objections)}
  </section>`;
}

/** What rests on the library's own interest: each may be objected to (Art. 21). */
function objectionList(visit: Visit, purposes: Purpose[], objections: Objections) {
  const { t } = visit;
  const entry = ({ purpose, objected, since }: Objections[number]) => {
    const { title = purpose, text = '', language } = purposes.find((one) => one.key === purpose) ?? {};
    const words = objected ? t.object.undoFor(title) : t.object.objectTo(title);
    const action = objected ? 'undo-objection' : 'object';
    return html`<li class="card" data-purpose=${purpose}>
      <h4>${title}</h4>
      <p class="text" lang=${ifDefined(language)}>${text}</p>
      ${
        since
          ? html`<p class="state">
              ${t.done.objected} <span class="hint">${instant(visit.language, since)}</span>
            </p>`
          : nothing
      }
      ${form(
        visit,
        `/account/${action}/${purpose}`,
        html`<button aria-label=${words}>${objected ? t.object.undo : t.object.object}</button>`,
      )}
    </li>`;
  };
  return html`<h3 id="objections">${t.object.title}</h3>
    <p>${t.object.lead}</p>
    <ul class="cards">
      ${objections.map(entry)}
    </ul>`;
}

function choice(visit: Visit, purpose: Purpose, state: State | undefined) {
  const { t } = visit;
  const { key, title, text, version, language, notice } = purpose;
  const now = state?.state ?? 'not-asked';
  return html`<li class="card" data-purpose=${key}>
    <h3>${title}</h3>
    <p class="text" lang=${language}>${text}</p>
    <p class="state" data-state=${now}>
      ${t.optIn.states[now]}${
        state?.since
          ? html` <span class="hint">${t.optIn.since('')} ${instant(visit.language, state.since)}</span>`
          : nothing
      }
      ${state?.imported ? html`<span class="hint">${t.optIn.imported}</span>` : nothing}
    </p>
    <div class="actions">
      ${form(
        visit,
        `/account/opt-in/${key}`,
        html`<input type="hidden" name="version" value=${version} />
          <input type="hidden" name="notice" value=${notice} />
          <button aria-label=${t.optIn.inFor(title)} ?disabled=${now === 'given'}>${t.optIn.in}</button>`,
      )}
      ${form(
        visit,
        `/account/opt-out/${key}`,
        html`<button
          aria-label=${t.optIn.outFor(title)}
          ?disabled=${now === 'withdrawn' || now === 'refused'}
        >
          ${t.optIn.out}
        </button>`,
      )}
    </div>
  </li>`;
}
