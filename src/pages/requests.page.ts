import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { form, instant } from './parts.js';
import { hasStory, storyOf } from './request-story.page.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

type Requests = Awaited<ReturnType<RequestsService['list']>>;
type Request = Requests['items'][number];

const OPEN = ['received', 'waiting-for-identity', 'in-progress'];

/** *Download my data*, and everything the reader has asked for. */
export function requestsSection(visit: Visit, { items }: Requests, now: Date) {
  const { t, root, language } = visit;
  const access = items.find((one) => one.kind === 'access');
  const ready = access?.download?.expiresAt && access.download.expiresAt > now ? access : undefined;
  const isOpen = access !== undefined && OPEN.includes(access.state);
  return html`<section id="requests" aria-labelledby="requests-title">
    <h2 id="requests-title">${t.requests.title}</h2>
    <div class="card">
      <h3>${t.requests.download}</h3>
      <p>${t.requests.downloadText}</p>
      <carrel-download session=${`${root}/account/token`} form-token=${visit.formToken} language=${language}>
        <div class="actions">
          ${
            isOpen
              ? html`<p role="status">${t.requests.preparing}</p>
                  <a class="button" href=${`${root}/account#requests`}>${t.requests.refresh}</a>`
              : form(visit, '/account/requests', html`<button>${t.requests.download}</button>`)
          }
          ${
            ready
              ? html`<a class="button" href=${`${root}/account/requests/${ready.id}/download`} download
                  >${t.requests.get}</a
                >`
              : nothing
          }
        </div>
      </carrel-download>
    </div>
    ${items.length ? table(visit, items) : html`<p>${t.requests.none}</p>`}
    <ul class="cards">
      ${items.filter(hasStory).map((item) => storyOf(visit, item))}
    </ul>
  </section>`;
}

function table({ t, language }: Visit, items: Request[]) {
  return html`<div class="scroll" role="region" aria-label=${t.requests.all} tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">${t.requests.kind}</th>
          <th scope="col">${t.requests.state}</th>
          <th scope="col">${t.requests.received}</th>
          <th scope="col">${t.requests.promised}</th>
          <th scope="col">${t.requests.limit}</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(
          ({ kind, state, receivedAt, promisedBy, legalLimit, extendedUntil }) =>
            html`<tr>
              <td>${wordOf(t.requests.kinds, kind) ?? kind}</td>
              <td>${wordOf(t.requests.states, state) ?? state}</td>
              <td>${instant(language, receivedAt)}</td>
              <td>${instant(language, promisedBy)}</td>
              <td>${instant(language, extendedUntil ?? legalLimit)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
