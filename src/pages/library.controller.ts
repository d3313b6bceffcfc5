import { Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { sendFile } from '../foundation/files/send-file.js';
import { notFound } from '../foundation/http/problem.js';
import { ItemsService } from '../modules/libraries/items.service.js';
import { LoansService } from '../modules/libraries/loans.service.js';
import { SeeOther, Shown } from './answer.js';
import { libraryPage } from './items.page.js';
import { LibraryPage } from './library-page.js';
import { ForSignedIn, MyPage, Visited, type Visit } from './visit.js';

const SEARCH_CHARACTERS = 200;

/** What the library holds and what the reader has borrowed. */
@LibraryPage('/library')
@ForSignedIn()
export class LibraryController {
  constructor(
    private readonly items: ItemsService,
    private readonly loans: LoansService,
  ) {}

  @Get()
  async show(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Query('search') search: unknown,
    @Query('after') after: unknown,
  ) {
    const words = typeof search === 'string' ? search.slice(0, SEARCH_CHARACTERS) : '';
    const from = typeof after === 'string' && isLibraryId(after) ? { after } : {};
    const [items, loans] = await Promise.all([
      this.items.list(me, words, { limit: 20, ...from }),
      this.loans.list(me, { limit: 50 }, new Date()),
    ]);
    return new Shown(visit.t.library.title, libraryPage(visit, { items, loans, search: words }));
  }

  @Post('items/:id/borrow')
  async borrow(@Visited() { root }: Visit, @MyPage() me: Reader, @Param('id') id: string) {
    if (!isLibraryId(id)) throw notFound();
    await this.loans.borrow(me, id, new Date());
    return new SeeOther(`${root}/library?done=borrowed`);
  }

  @Post('loans/:id/return')
  async giveBack(@Visited() { root }: Visit, @MyPage() me: Reader, @Param('id') id: string) {
    if (!isLibraryId(id)) throw notFound();
    await this.loans.giveBack(me, id, new Date());
    return new SeeOther(`${root}/library?done=returned`);
  }

  @Get('items/:id/file')
  async file(
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    if (!isLibraryId(id)) throw notFound();
    await sendFile(request, reply, await this.loans.read(me, id, new Date()));
  }
}
