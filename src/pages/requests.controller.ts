import { Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { sendFile } from '../foundation/files/send-file.js';
import { Paragraphs } from '../foundation/http/fields.js';
import { invalid, notFound, Problem } from '../foundation/http/problem.js';
import { DownloadsService } from '../modules/data-subject-requests/downloads.service.js';
import { IdentityService } from '../modules/data-subject-requests/identity.service.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther } from './answer.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import type { Errors } from './parts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

const MOST_ANSWERED = 5_000;

/** A supplementary statement. */
class StatementFields {
  @Paragraphs() statement!: string;
}

/** *Download my data*: the button, and the file once it is ready. */
@LibraryPage('/account/requests')
@ForSignedIn()
export class RequestsPageController {
  constructor(
    private readonly requests: RequestsService,
    private readonly identity: IdentityService,
    private readonly downloads: DownloadsService,
    private readonly page: AccountPage,
  ) {}

  @Post()
  async ask(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.requests.receive(me, 'access', undefined, new Date());
    return new SeeOther(`${root}/account?done=requested#requests`);
  }

  /** A statement that stands beside what cannot be changed (Art. 16). */
  @Post('statement')
  async state(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(StatementFields, form, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, form, errors);
    try {
      await this.requests.receive(me, 'rectification', given.statement, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== 'already-open') throw error;
      return this.again(visit, me, form, { statement: visit.t.errors['already-open'] });
    }
    return new SeeOther(`${visit.root}/account?done=stated#requests`);
  }

  /** The answer to the library's question who it is (Art. 12(6)). */
  @Post(':id/identity')
  async identify(
    @Visited() { root }: Visit,
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Fields() form: Form,
  ) {
    if (!isLibraryId(id)) throw notFound();
    const answer = form.answer?.trim();
    if (answer && answer.length > MOST_ANSWERED)
      throw invalid('/answer', `Write at most ${MOST_ANSWERED} characters.`);
    await this.identity.provide(me, id, answer, new Date());
    return new SeeOther(`${root}/account?done=identified#requests`);
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

  private again(visit: Visit, me: Reader, values: Form, errors: Errors) {
    return this.page.show(visit, me, { sent: { form: 'statement', filled: { values, errors } } });
  }
}
