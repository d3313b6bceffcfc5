import { Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { sendFile } from '../foundation/files/send-file.js';
import { uploadedFile } from '../foundation/files/uploaded-file.js';
import { Line, Paragraphs } from '../foundation/http/fields.js';
import { notFound, Problem } from '../foundation/http/problem.js';
import { AttachmentsService } from '../modules/conversations/attachments.service.js';
import { ConversationsService } from '../modules/conversations/conversations.service.js';
import { SeeOther, Shown } from './answer.js';
import { listPage, threadPage } from './conversations.page.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, type Filled } from './parts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** A new thread. */
class NewThread {
  @Line({ max: 200 }) subject!: string;
  @Paragraphs() body!: string;
}

/** An answer in a thread. */
class NewAnswer {
  @Paragraphs() body!: string;
}

/** Conversations with the library, in the browser. */
@LibraryPage('/conversations')
@ForSignedIn()
export class ConversationsPageController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly attachments: AttachmentsService,
  ) {}

  @Get()
  list(@Visited() visit: Visit, @MyPage() me: Reader, @Query('after') after: unknown) {
    return this.listed(visit, me, after, EMPTY);
  }

  @Post()
  async open(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(NewThread, form, visit.t);
    if (Object.keys(errors).length) return this.listed(visit, me, undefined, { values: form, errors });
    const { subject, body } = given;
    const { id } = await this.conversations.open(me, { subject, body }, new Date());
    return new SeeOther(`${visit.root}/conversations/${id}?done=sent`);
  }

  @Get(':id')
  show(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Query('after') after: unknown,
  ) {
    return this.thread(visit, me, idOf(id), after, EMPTY);
  }

  @Post(':id')
  async write(@Visited() visit: Visit, @MyPage() me: Reader, @Param('id') id: string, @Fields() form: Form) {
    const { given, errors } = await read(NewAnswer, form, visit.t);
    if (Object.keys(errors).length)
      return this.thread(visit, me, idOf(id), undefined, { values: form, errors });
    await this.conversations.write(me, idOf(id), given.body, new Date());
    return new SeeOther(`${visit.root}/conversations/${id}?done=sent`);
  }

  @Post(':id/attachments')
  async attach(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ) {
    await this.conversations.show(me, idOf(id));
    try {
      await this.attachments.add(me, id, await uploadedFile(request), new Date());
    } catch (error) {
      if (!(error instanceof Problem) || ![400, 415, 422].includes(error.getStatus())) throw error;
      return this.thread(visit, me, id, undefined, { values: {}, errors: { file: error.detail } });
    }
    return new SeeOther(`${visit.root}/conversations/${id}?done=attached`);
  }

  @Get(':id/attachments/:file')
  async file(
    @MyPage() me: Reader,
    @Param('id') id: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    await sendFile(request, reply, await this.attachments.open(me, idOf(id), idOf(file)));
  }

  private async listed(visit: Visit, me: Reader, after: unknown, filled: Filled) {
    const threads = await this.conversations.list(me, undefined, { limit: 20, ...from(after) });
    return new Shown(visit.t.conversations.title, listPage(visit, threads, filled), statusOf(filled));
  }

  private async thread(visit: Visit, me: Reader, id: string, after: unknown, filled: Filled) {
    const thread = await this.conversations.show(me, id);
    const [messages, files] = await Promise.all([
      this.conversations.messages(me, id, { limit: 50, ...from(after) }),
      this.attachments.list(me, id, { limit: 200 }),
    ]);
    return new Shown(
      thread.subject,
      threadPage(visit, thread, { messages, files }, filled),
      statusOf(filled),
    );
  }
}

const statusOf = ({ errors }: Filled) => (Object.keys(errors).length ? 422 : 200);

/** Where a list goes on. */
function from(after: unknown): { after?: string } {
  return typeof after === 'string' && isLibraryId(after) ? { after } : {};
}

function idOf(text: string): string {
  if (!isLibraryId(text)) throw notFound();
  return text;
}
