import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ItemsService } from '../modules/libraries/items.service.js';
import type { LoansService } from '../modules/libraries/loans.service.js';
import { EMPTY, field, form, localeOf } from './parts.js';
import type { Visit } from './visit.js';

type Items = Awaited<ReturnType<ItemsService['list']>>;
type Item = Items['items'][number];
type Loans = Awaited<ReturnType<LoansService['list']>>;
type Loan = Loans['items'][number];

/** What the library page shows. */
export interface Shelf {
  items: Items;
  loans: Loans;
  search: string;
}

/** What the reader has borrowed, then what there is. */
export function libraryPage(visit: Visit, { items, loans, search }: Shelf) {
  const { t, root } = visit;
  const active = loans.items.filter((loan) => loan.state === 'active');
  const more = new URLSearchParams({
    ...(search ? { search } : {}),
    ...(items.next ? { after: items.next } : {}),
  });
  return html`<h1>${t.library.title}</h1>
    <section class="first" aria-labelledby="loans">
      <h2 id="loans">${t.library.loans}</h2>
      ${active.length ? nothing : html`<p>${t.library.noLoans}</p>`}
      <ul class="cards">
        ${active.map((loan) => borrowed(visit, loan))}
      </ul>
    </section>
    <section aria-labelledby="items">
      <h2 id="items">${t.library.items}</h2>
      <form class="search" role="search" method="get" action=${`${root}/library`}>
        ${field(EMPTY, { name: 'search', label: t.library.search, type: 'search', value: search })}
        <button>${t.library.searchSend}</button>
      </form>
      ${items.items.length ? nothing : html`<p role="status">${t.library.none}</p>`}
      <ul class="cards">
        ${items.items.map((item) => available(visit, item, active))}
      </ul>
      ${items.next ? html`<p><a href=${`${root}/library?${more.toString()}`}>${t.library.more}</a></p>` : nothing}
    </section>`;
}

function borrowed(visit: Visit, { id, itemId, item, dueAt }: Loan) {
  const { t, root, language } = visit;
  const title = item?.title ?? '';
  const due = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(
    dueAt,
  );
  return html`<li class="card">
    <h3>${title}</h3>
    <p class="hint">${item?.authors.join(', ')} · ${t.library.due(due)}</p>
    <div class="actions">
      <a class="button" href=${`${root}/library/loans/${id}/read`} aria-label=${t.library.readIt(title)}
        >${t.library.read}</a
      >
      <a
        class="button"
        href=${`${root}/library/items/${itemId}/file`}
        aria-label=${t.library.fileOf(title)}
        download
        >${t.library.file}</a
      >
      ${form(
        visit,
        `/library/loans/${id}/return`,
        html`<button aria-label=${t.library.returnIt(title)}>${t.library.return}</button>`,
      )}
    </div>
  </li>`;
}

function available(visit: Visit, { id, title, authors, description, language }: Item, active: Loan[]) {
  const { t } = visit;
  const isBorrowed = active.some((loan) => loan.itemId === id);
  return html`<li class="card" lang=${language ?? visit.language}>
    <h3>${title}</h3>
    <p class="hint">${authors.join(', ')}</p>
    ${description ? html`<p>${description}</p>` : nothing}
    ${
      isBorrowed
        ? nothing
        : form(
            visit,
            `/library/items/${id}/borrow`,
            html`<button lang=${visit.language} aria-label=${t.library.borrowIt(title)}>
              ${t.library.borrow}
            </button>`,
          )
    }
  </li>`;
}
