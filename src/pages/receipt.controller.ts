import { Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { handedOut } from '../foundation/documents/made-file.js';
import { notFound } from '../foundation/http/problem.js';
import { ReceiptsService } from '../modules/consent/receipts.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { receiptPage } from './receipt.page.js';
import { ForSignedIn, MyPage, Visited, type Visit } from './visit.js';

/** The receipt of a decision in the browser: to read, and to keep as a file. */
@LibraryPage('/account/receipts')
@ForSignedIn()
export class ReceiptPageController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Get(':entry.json')
  json(@MyPage() me: Reader, @Param('entry') entry: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.file(me, entry, 'json', reply);
  }

  @Get(':entry.pdf')
  pdf(
    @Visited() { language }: Visit,
    @MyPage() me: Reader,
    @Param('entry') entry: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.file(me, entry, 'pdf', reply, language);
  }

  @Get(':entry')
  async show(@Visited() visit: Visit, @MyPage() me: Reader, @Param('entry') entry: string) {
    const written = await this.receipts.written(me, known(entry), visit.language, new Date());
    return new Shown(written.title, receiptPage(visit, entry, written));
  }

  private async file(
    me: Reader,
    entry: string,
    format: 'json' | 'pdf',
    reply: FastifyReply,
    language?: string,
  ): Promise<Buffer> {
    return handedOut(reply, await this.receipts.file(me, known(entry), { format, language }, new Date()));
  }
}

function known(entry: string): string {
  if (!isLibraryId(entry)) throw notFound();
  return entry;
}
