import { Get, Param, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { buffer } from 'node:stream/consumers';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import type { Sendable } from '../foundation/files/send-file.js';
import { notFound } from '../foundation/http/problem.js';
import { LoansService } from '../modules/libraries/loans.service.js';
import { SeeOther, Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { form } from './parts.js';
import { PAGE_BYTES, sliceOf, wordsIn } from './text-pages.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

type Loan = Awaited<ReturnType<LoansService['show']>>;

/** Reading a text in the browser, page by page; turning a page remembers it. */
@LibraryPage('/library/loans/:id')
@ForSignedIn()
export class ReadingController {
  constructor(private readonly loans: LoansService) {}

  @Get('read')
  async read(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Query('page') asked: unknown,
  ) {
    if (!isLibraryId(id)) throw notFound();
    const now = new Date();
    const loan = await this.loans.show(me, id, now);
    const file = await this.loans.read(me, loan.itemId, now);
    if (!file.mediaType.startsWith('text/plain'))
      return new SeeOther(`${visit.root}/library/items/${loan.itemId}/file`);
    const pages = Math.max(1, Math.ceil(file.size / PAGE_BYTES));
    const at = Math.min(pages, pageNumber(asked) ?? pageNumber(loan.position) ?? 1);
    const text = await textAt(file, at - 1);
    return new Shown(loan.item?.title ?? '', reading(visit, loan, { at, pages, text }));
  }

  @Post('position')
  async turn(
    @Visited() { root }: Visit,
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Fields() { page }: Form,
  ) {
    if (!isLibraryId(id)) throw notFound();
    const at = pageNumber(page) ?? 1;
    await this.loans.remember(me, id, String(at), new Date());
    return new SeeOther(`${root}/library/loans/${id}/read#text`);
  }
}

function pageNumber(text: unknown): number | null {
  return typeof text === 'string' && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}

async function textAt(file: Sendable, page: number): Promise<string> {
  if (file.size === 0) return '';
  const { start, end } = sliceOf(page, file.size);
  return wordsIn(await buffer(await file.open({ start, end })), { start, page, size: file.size });
}

function reading(
  visit: Visit,
  { id, item }: Loan,
  { at, pages, text }: { at: number; pages: number; text: string },
) {
  const { t, root } = visit;
  const turn = (page: number, words: string) =>
    page < 1 || page > pages
      ? nothing
      : form(
          visit,
          `/library/loans/${id}/position`,
          html`<input type="hidden" name="page" value=${page} /><button>${words}</button>`,
        );
  // In a template of its own, so that no space of ours stands before the text.
  const words = html`<div class="reading">${text}</div>`;
  return html`<p><a href=${`${root}/library`}>${t.library.back}</a></p>
    <h1>${item?.title}</h1>
    <p class="hint">${item?.authors.join(', ')}</p>
    <carrel-reader>
      <article id="text" tabindex="-1" aria-label=${t.library.page(at, pages)}>${words}</article>
      <div class="actions turn">
        <div data-turn="previous">${turn(at - 1, t.library.previous)}</div>
        <span>${t.library.page(at, pages)}</span>
        <div data-turn="next">${turn(at + 1, t.library.next)}</div>
      </div>
    </carrel-reader>`;
}
