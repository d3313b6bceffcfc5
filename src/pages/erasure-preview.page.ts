import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ErasurePreviewService } from '../modules/data-subject-requests/erasure-preview.service.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

/** What an erasure would do, as its reader is shown it. */
export type Preview = Awaited<ReturnType<ErasurePreviewService['mine']>>;

/** What would be deleted, what would stay and why, and who would be told; folded away until it is wanted. */
export function erasurePreview(visit: Visit, preview: Preview) {
  const { t } = visit;
  const { preview: words } = t.erasure;
  const { goes, stays, files, grace, recipients, openRequests, holds, backups } = preview;
  return html`${grace.days ? html`<p>${words.grace(grace.days)}</p>` : nothing}
    ${
      openRequests.length
        ? html`<h3>${words.open}</h3>
            <p>${words.openHint}</p>
            <ul>
              ${openRequests.map(({ kind }) => html`<li>${wordOf(t.requests.kinds, kind) ?? kind}</li>`)}
            </ul>`
        : nothing
    }
    ${
      holds.length
        ? html`<h3>${words.holds}</h3>
            <ul>
              ${holds.map(
                ({ text, reviewOn }) => html`<li>${text}. ${t.erasure.wait.review} ${reviewOn}.</li>`,
              )}
            </ul>`
        : nothing
    }
    <details class="preview">
      <summary>${words.title}</summary>
      ${table(
        words.goes,
        [words.what, words.count],
        goes.map((one) => [one.title, counted(visit, one)]),
      )}
      ${files.count ? html`<p>${words.files(files.count)}</p>` : nothing}
      ${table(
        words.stays,
        [words.what, words.why, words.ground, words.until],
        stays.map(({ title, why, ground, until }) => [title, why, ground, until]),
      )}
      <h3>${words.recipients}</h3>
      ${
        recipients.length
          ? html`<ul>
              ${recipients.map(({ name, country }) => html`<li>${name} (${country})</li>`)}
            </ul>`
          : html`<p>${words.nobody}</p>`
      }
      <h3>${words.backups}</h3>
      <p>${backups}</p>
    </details>`;
}

function counted({ t }: Visit, { count, atLeast }: { count: number; atLeast?: true }): string {
  return atLeast ? t.erasure.preview.least(count) : String(count);
}

function table(caption: string, head: string[], rows: string[][]) {
  return html`<h3>${caption}</h3>
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table>
        <thead>
          <tr>
            ${head.map((words) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
