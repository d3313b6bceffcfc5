import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ConsentService } from '../modules/consent/consent.service.js';
import type { NoticesService } from '../modules/consent/notices.service.js';
import { historyTable, type History } from './history.page.js';
import { objectionList, type Objections } from './objections.page.js';
import { form, instant } from './parts.js';
import type { Visit } from './visit.js';

type Purpose = Awaited<ReturnType<NoticesService['list']>>[number];
type State = Awaited<ReturnType<ConsentService['states']>>[number];

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

function choice(visit: Visit, purpose: Purpose, state: State | undefined) {
  const { t } = visit;
  const { key, title, text, version, language, notice } = purpose;
  const now = state?.state ?? 'not-asked';
  const { words, label, isOpen } = yes(visit, title, state);
  return html`<li class="card" data-purpose=${key}>
    <h3>${title}</h3>
    <p class="text" lang=${language}>${text}</p>
    ${standing(visit, state)}
    <div class="actions">
      ${form(
        visit,
        `/account/opt-in/${key}`,
        html`<input type="hidden" name="version" value=${version} />
          <input type="hidden" name="notice" value=${notice} />
          <button aria-label=${label} ?disabled=${!isOpen}>${words}</button>`,
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

/** How a choice stands, since when and until when, and what the reader may know of it beside. */
function standing({ t, language }: Visit, state: State | undefined) {
  const now = state?.state ?? 'not-asked';
  const until = now === 'given' ? state?.validUntil : null;
  return html`<p class="state" data-state=${now}>
      ${t.optIn.states[now]}${
        state?.since
          ? html` <span class="hint">${t.optIn.since('')} ${instant(language, state.since)}</span>`
          : nothing
      }${until ? html` <span class="hint">${t.optIn.until('')} ${instant(language, until)}</span>` : nothing}
    </p>
    ${state?.imported ? html`<p class="hint">${t.optIn.imported}</p>` : nothing}
    ${state?.isFromGuardian ? html`<p class="note">${t.optIn.fromGuardian}</p>` : nothing}
    ${state?.isRenewable ? html`<p class="note">${t.optIn.renewSoon}</p>` : nothing}`;
}

/** What the button that gives is called: to opt in, to confirm what a guardian gave, or to renew. */
function yes({ t }: Visit, title: string, state: State | undefined) {
  const { optIn } = t;
  if (state?.isFromGuardian) return { words: optIn.confirm, label: optIn.confirmFor(title), isOpen: true };
  if (state?.isRenewable) return { words: optIn.renew, label: optIn.renewFor(title), isOpen: true };
  return { words: optIn.in, label: optIn.inFor(title), isOpen: state?.state !== 'given' };
}
