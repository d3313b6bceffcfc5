import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ImportShape } from '../modules/data-subject-requests/imports-shapes.service.js';
import type { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { field, form, instant, summary, type Filled } from './parts.js';
import type { Visit } from './visit.js';

type Request = Awaited<ReturnType<RequestsService['list']>>['items'][number];

/** Taking data to another library, and bringing them from one (Art. 20). */
export function elsewherePage(
  visit: Visit,
  { taken, imports, now }: { taken: Request | undefined; imports: ImportShape[]; now: Date },
  filled: Filled,
) {
  const { t, root, formToken } = visit;
  const open = imports.find(({ state }) => state === 'previewed' || state === 'confirmed');
  return html`<p><a href=${`${root}/account#data`}>${t.elsewhere.back}</a></p>
    <h1>${t.elsewhere.title}</h1>
    <p class="lead">${t.elsewhere.lead}</p>
    ${summary(t, filled.errors)}
    <section aria-labelledby="take">
      <h2 id="take">${t.elsewhere.take}</h2>
      <p>${t.elsewhere.takeText}</p>
      ${taking(visit, taken, now)}
    </section>
    <section aria-labelledby="bring">
      <h2 id="bring">${t.elsewhere.bring}</h2>
      <p>${t.elsewhere.bringText}</p>
      ${
        open
          ? preview(visit, open)
          : html`<form
              method="post"
              enctype="multipart/form-data"
              action=${`${root}/account/elsewhere/imports?_form=${formToken}`}
              novalidate
            >
              ${field(filled, { name: 'file', label: t.elsewhere.file, type: 'file' })}
              <button>${t.elsewhere.look}</button>
            </form>`
      }
      ${imports.filter((one) => one !== open).map((one) => done(visit, one))}
    </section>`;
}

function taking(visit: Visit, taken: Request | undefined, now: Date) {
  const { t, root } = visit;
  const isOpen = taken?.state === 'received' || taken?.state === 'in-progress';
  const isReady = taken?.download?.expiresAt && taken.download.expiresAt > now;
  return html`<div class="actions">
    ${
      isOpen
        ? html`<p role="status">${t.requests.preparing}</p>
            <a class="button" href=${`${root}/account/elsewhere`}>${t.requests.refresh}</a>`
        : form(visit, '/account/elsewhere', html`<button>${t.elsewhere.takeSend}</button>`)
    }
    ${
      taken && isReady
        ? html`<a class="button" href=${`${root}/account/requests/${taken.id}/download`} download
            >${t.requests.get}</a
          >`
        : nothing
    }
  </div>`;
}

function preview(visit: Visit, shape: ImportShape) {
  const { t, root } = visit;
  const at = `/account/elsewhere/imports/${shape.id}`;
  return html`<div class="card" data-import=${shape.state}>
    <h3>${t.elsewhere.from(shape.from.name)}</h3>
    ${list(t.elsewhere.takes, shape.takes)} ${list(t.elsewhere.leaves, shape.leaves)}
    <p>${shape.never}</p>
    <div class="actions">
      ${
        shape.state === 'previewed'
          ? html`${form(visit, `${at}/confirm`, html`<button class="main">${t.elsewhere.confirm}</button>`)}
            ${form(visit, `${at}/cancel`, html`<button>${t.elsewhere.cancel}</button>`)}`
          : html`<p role="status">${t.elsewhere.working}</p>
              <a class="button" href=${`${root}/account/elsewhere`}>${t.requests.refresh}</a>`
      }
    </div>
  </div>`;
}

function list(title: string, rows: { title: string; count: number; why?: string }[]) {
  if (!rows.length) return nothing;
  return html`<h4>${title}</h4>
    <ul>
      ${rows.map(
        ({ title, count, why }) =>
          html`<li>${title}: ${count}${why ? html` <span class="hint">${why}</span>` : nothing}</li>`,
      )}
    </ul>`;
}

function done({ t, language }: Visit, { state, from, completedAt }: ImportShape) {
  return html`<p data-import=${state}>
    ${t.elsewhere.from(from.name)}: ${state === 'completed' ? t.elsewhere.completed : t.elsewhere.failed}
    ${completedAt ? instant(language, completedAt) : nothing}
  </p>`;
}
