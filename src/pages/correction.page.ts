import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import { form, instant, paragraphs, select, type Filled } from './parts.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

type Corrections = Awaited<ReturnType<CorrectionsService['mine']>>;

/** Something that the library recorded: the name of the datum and the id of its row, and what it says. */
export type Recorded = readonly [place: string, words: string];

/** A page of what is recorded: where it begins, and where the next one does. */
export interface RecordedPage {
  recorded: Recorded[];
  from: string;
  next: string | null;
}

/** What the library recorded about the reader, to be corrected by its owner; and what came of it. */
export function correctionSection(
  visit: Visit,
  { corrections, ...page }: RecordedPage & { corrections: Corrections },
  filled: Filled,
) {
  const { correction: words } = visit.t;
  return html`<section id="corrections" aria-labelledby="corrections-title">
    <h2 id="corrections-title">${words.title}</h2>
    <p>${words.lead}</p>
    ${corrections.items.length ? list(visit, corrections) : nothing}
    ${
      page.recorded.length || page.from
        ? form(
            visit,
            '/account/corrections',
            html`<input type="hidden" name="from" value=${page.from} /> ${select(filled, {
                name: 'place',
                label: words.what,
                choices: page.recorded,
                choose: visit.t.signUp.choose,
              })}
              ${turning(visit, page)} ${paragraphs(filled, { name: 'value', label: words.value })}
              ${paragraphs(filled, { name: 'why', label: words.why })} <button>${words.send}</button>`,
          )
        : html`<p>${words.none}</p>`
    }
  </section>`;
}

/** Buttons of the form itself, so that what is written in it comes along. */
function turning({ t, root }: Visit, { from, next }: RecordedPage) {
  const turn = (to: string, words: string) =>
    html`<button name="to" value=${to} formaction=${`${root}/account/corrections/page#corrections`}>
      ${words}
    </button> `;
  if (!from && next === null) return nothing;
  return html`<p class="turning">
    ${next === null ? nothing : turn(next, t.correction.earlier)}
    ${from ? turn('', t.correction.latest) : nothing}
  </p>`;
}

/** What was asked for, the latest first and a page at a time. */
function list({ t, language, root }: Visit, { items, next }: Corrections) {
  const { correction: words } = t;
  const earlier = `${root}/account?corrections=${next ?? ''}#corrections`;
  return html`<ul>
      ${items.map(
        ({ value, state, askedAt, reason }) =>
          html`<li>
            ${instant(language, askedAt)}: ${value} · <strong>${wordOf(words.states, state) ?? state}</strong>
            ${reason ? html`<br />${words.reason} ${reason}` : nothing}
          </li>`,
      )}
    </ul>
    ${next === null ? nothing : html`<p><a href=${earlier}>${words.asked}</a></p>`}`;
}
