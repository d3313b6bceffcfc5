import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { form, instant } from './parts.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

type Request = Awaited<ReturnType<RequestsService['list']>>['items'][number];

/** Whether there is more to tell of a request than its state. */
export function hasStory({ identity, extension, refusal, answer }: Request): boolean {
  return identity !== null || extension !== null || refusal !== null || answer !== null;
}

/** What was said about a request: who asks, why it takes longer, why it is refused and where to complain, the answer. */
export function storyOf(visit: Visit, request: Request) {
  const { t, language } = visit;
  const { id, kind, state, identity, extension, refusal, answer, legalLimit } = request;
  return html`<li class="card" data-request=${id}>
    <h3>${wordOf(t.requests.kinds, kind) ?? kind}: ${wordOf(t.requests.states, state) ?? state}</h3>
    <p>${t.requests.limit} ${instant(language, extension?.until ?? legalLimit)}</p>
    ${identity?.why ? quoted(t.requests.identityAsked, identity.why) : nothing}
    ${identity?.answer ? quoted(t.requests.identityAnswered, identity.answer) : nothing}
    ${state === 'waiting-for-identity' ? identityForm(visit, id) : nothing}
    ${
      extension
        ? html`<p>${t.requests.extended} ${wordOf(t.requests.reasons, extension.reason ?? '')}</p>
            ${extension.explanation ? quoted(t.requests.written, extension.explanation) : nothing}`
        : nothing
    }
    ${refusal ? refused(visit, refusal) : nothing} ${answer ? quoted(t.requests.written, answer) : nothing}
  </li>`;
}

function refused({ t }: Visit, { reason, explanation, authority }: NonNullable<Request['refusal']>) {
  return html`<p>${t.requests.refused} ${wordOf(t.requests.reasons, reason ?? '')}</p>
    ${explanation ? quoted(t.requests.written, explanation) : nothing}
    <p>
      ${t.requests.complain}
      ${authority ? html`<a href=${authority.url} rel="noreferrer">${authority.name}</a>` : t.requests.anyAuthority}
      ${t.requests.court}
    </p>`;
}

function quoted(who: string, words: string) {
  return html`<p>${who}</p>
    <blockquote class="text">${words}</blockquote>`;
}

function identityForm(visit: Visit, id: string) {
  const { requests } = visit.t;
  return form(
    visit,
    `/account/requests/${id}/identity`,
    html`<label for=${`identity-${id}`}>${requests.identityAnswer}</label>
      <textarea id=${`identity-${id}`} name="answer" rows="4" maxlength="5000"></textarea>
      <button>${requests.identitySend}</button>`,
  );
}
