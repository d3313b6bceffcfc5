import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { LooksService } from '../modules/data-subject-requests/looks.service.js';
import { instant } from './parts.js';
import type { Visit } from './visit.js';

export type Looks = Awaited<ReturnType<LooksService['list']>>;

/** Who looked at the reader's data, the latest first: by role, never by name. */
export function looksList({ t, root, language }: Visit, { items, next }: Looks) {
  if (!items.length) return html`<p>${t.looks.none}</p>`;
  return html`<div class="scroll" role="region" aria-labelledby="looks" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.looks.when}</th>
            <th scope="col">${t.looks.who}</th>
            <th scope="col">${t.looks.what}</th>
            <th scope="col">${t.looks.count}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            ({ at, who, what, why, count }) =>
              html`<tr data-who=${who.key}>
                <td>${instant(language, at)}</td>
                <td>${who.text}</td>
                <td>${what.title}${why ? html` <span class="hint">${why}</span>` : nothing}</td>
                <td>${count ?? t.looks.among}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${next ? html`<p><a href=${`${root}/account?looks=${next}#looks`}>${t.looks.older}</a></p>` : nothing}`;
}
