import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import { form, instant, paragraphs, select, type Filled } from './parts.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

type Corrections = Awaited<ReturnType<CorrectionsService['mine']>>['items'];

/** Something that the library recorded: the name of the datum and the id of its row, and what it says. */
export type Recorded = readonly [place: string, words: string];

/** What the library recorded about the reader, to be corrected by its owner; and what came of it. */
export function correctionSection(
  visit: Visit,
  { recorded, corrections }: { recorded: Recorded[]; corrections: Corrections },
  filled: Filled,
) {
  const { correction: words } = visit.t;
  return html`<section id="corrections" aria-labelledby="corrections-title">
    <h2 id="corrections-title">${words.title}</h2>
    <p>${words.lead}</p>
    ${corrections.length ? list(visit, corrections) : nothing}
    ${
      recorded.length
        ? form(
            visit,
            '/account/corrections',
            html`${select(filled, { name: 'place', label: words.what, choices: recorded })}
              ${paragraphs(filled, { name: 'value', label: words.value })}
              ${paragraphs(filled, { name: 'why', label: words.why })} <button>${words.send}</button>`,
          )
        : html`<p>${words.none}</p>`
    }
  </section>`;
}

function list({ t, language }: Visit, corrections: Corrections) {
  const { correction: words } = t;
  return html`<ul>
    ${corrections.map(
      ({ value, state, askedAt, reason }) =>
        html`<li>
          ${instant(language, askedAt)}: ${value} · <strong>${wordOf(words.states, state) ?? state}</strong>
          ${reason ? html`<br />${words.reason} ${reason}` : nothing}
        </li>`,
    )}
  </ul>`;
}
