import { html } from '@lit-labs/ssr';
import type { MySessionsService } from '../modules/accounts/my-sessions.service.js';
import { form, instant } from './parts.js';
import type { Visit } from './visit.js';

type Sessions = Awaited<ReturnType<MySessionsService['list']>>;

/** Each place where the reader is signed in, and a button that ends it. */
export function sessionsSection(visit: Visit, { items }: Sessions) {
  const { t, language } = visit;
  return html`<section id="sessions" aria-labelledby="sessions-title">
    <h2 id="sessions-title">${t.sessions.title}</h2>
    <ul class="cards">
      ${items.map(
        ({ id, how, createdAt, lastUsedAt, isCurrent }) =>
          html`<li class="card row">
            <div>
              <strong>${t.sessions.how[how]}</strong>${isCurrent ? ` (${t.sessions.current})` : ''}
              <p class="hint">
                ${t.sessions.started}: ${instant(language, createdAt)}<br />
                ${t.sessions.used}: ${instant(language, lastUsedAt)}
              </p>
            </div>
            ${form(
              visit,
              `/account/sessions/${id}/end`,
              html`<button
                aria-label=${t.sessions.endOf(createdAt.toISOString().slice(0, 16).replace('T', ' '))}
              >
                ${t.sessions.end}
              </button>`,
            )}
          </li>`,
      )}
    </ul>
  </section>`;
}
