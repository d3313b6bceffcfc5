import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { AttachmentsService } from '../modules/conversations/attachments.service.js';
import type { ConversationsService } from '../modules/conversations/conversations.service.js';
import { field, form, instant, paragraphs, summary, type Filled } from './parts.js';
import type { Visit } from './visit.js';

type Threads = Awaited<ReturnType<ConversationsService['list']>>;
type Thread = Awaited<ReturnType<ConversationsService['show']>>;
type Messages = Awaited<ReturnType<ConversationsService['messages']>>;
type Files = Awaited<ReturnType<AttachmentsService['list']>>;

/** All threads, and a form for a new one. */
export function listPage(visit: Visit, { items, next }: Threads, filled: Filled) {
  const { t, root, language } = visit;
  return html`<h1>${t.conversations.title}</h1>
    <p class="lead">${t.conversations.lead}</p>
    ${summary(t, filled.errors)} ${items.length ? nothing : html`<p>${t.conversations.none}</p>`}
    <ul class="cards">
      ${items.map(
        ({ id, subject, lastMessageAt, lastAuthor }) =>
          html`<li class="card">
            <h2><a href=${`${root}/conversations/${id}`}>${subject}</a></h2>
            <p class="hint">
              ${lastAuthor === 'reader' ? t.conversations.you : t.conversations.library} ·
              ${instant(language, lastMessageAt)}
            </p>
          </li>`,
      )}
    </ul>
    ${next ? html`<p><a href=${`${root}/conversations?after=${next}`}>${t.conversations.next}</a></p>` : nothing}
    <section aria-labelledby="new">
      <h2 id="new">${t.conversations.new}</h2>
      ${form(
        visit,
        '/conversations',
        html`${field(filled, { name: 'subject', label: t.conversations.subject })}
          ${paragraphs(filled, { name: 'body', label: t.conversations.body })}
          <button class="main">${t.conversations.send}</button>`,
      )}
    </section>`;
}

/** One thread: its messages and files in the order of time, and forms to answer and to attach. */
export function threadPage(
  visit: Visit,
  { id, subject, broughtFrom }: Thread,
  { messages, files }: { messages: Messages; files: Files },
  filled: Filled,
) {
  const { t, root } = visit;
  const at = `/conversations/${id}`;
  const entries = [
    ...messages.items.map((one) => ({ ...one, name: null })),
    ...files.items.map((one) => ({ ...one, body: null })),
  ].sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
  return html`<p><a href=${`${root}/conversations`}>${t.conversations.back}</a></p>
    <h1>${subject}</h1>
    ${summary(t, filled.errors)}
    <ol class="cards">
      ${entries.map(
        (entry) =>
          html`<li class=${entry.author === 'reader' ? 'card message mine' : 'card message'}>
            <p class="hint">
              ${entry.author === 'reader' ? t.conversations.you : t.conversations.library} ·
              ${instant(visit.language, entry.sentAt)}
            </p>
            ${
              entry.name === null
                ? html`<p class="body">${entry.body}</p>`
                : html`<p><a href=${`${root}${at}/attachments/${entry.id}`}>${entry.name}</a></p>`
            }
          </li>`,
      )}
    </ol>
    ${
      messages.next
        ? html`<p><a href=${`${root}${at}?after=${messages.next}`}>${t.conversations.older}</a></p>`
        : nothing
    }
    ${broughtFrom === null ? writing(visit, at, filled) : html`<p class="notice">${t.conversations.brought(broughtFrom)}</p>`}`;
}

/** Forms to answer and to attach. */
function writing(visit: Visit, at: string, filled: Filled) {
  const { t, root, formToken } = visit;
  return html`<section aria-labelledby="answer">
      <h2 id="answer">${t.conversations.reply}</h2>
      ${form(
        visit,
        at,
        html`${paragraphs(filled, { name: 'body', label: t.conversations.body })}
          <button class="main">${t.conversations.send}</button>`,
      )}
    </section>
    <section aria-labelledby="attach">
      <h2 id="attach">${t.conversations.attach}</h2>
      <form
        method="post"
        enctype="multipart/form-data"
        action=${`${root}${at}/attachments?_form=${formToken}`}
        novalidate
      >
        ${field(filled, { name: 'file', label: t.conversations.attach, type: 'file' })}
        <button>${t.conversations.attachSend}</button>
      </form>
    </section>`;
}
