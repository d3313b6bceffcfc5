import { Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { sendFile } from '../foundation/files/send-file.js';
import { notFound } from '../foundation/http/problem.js';
import { DownloadsService } from '../modules/data-subject-requests/downloads.service.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { SeeOther } from './answer.js';
import { LibraryPage } from './library-page.js';
import { ForSignedIn, MyPage, Visited, type Visit } from './visit.js';

/** *Download my data*: the button, and the file once it is ready. */
@LibraryPage('/account/requests')
@ForSignedIn()
export class RequestsPageController {
  constructor(
    private readonly requests: RequestsService,
    private readonly downloads: DownloadsService,
  ) {}

  @Post()
  async ask(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.requests.receive(me, 'access', undefined, new Date());
    return new SeeOther(`${root}/account?done=requested#requests`);
  }

  @Get(':id/download')
  async download(
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    if (!isLibraryId(id)) throw notFound();
    await sendFile(request, reply, await this.downloads.forReader(me, id, new Date()));
  }
}
