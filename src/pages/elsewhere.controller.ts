import { Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { anyFile } from '../foundation/files/uploaded-file.js';
import { notFound, Problem } from '../foundation/http/problem.js';
import { ImportsService } from '../modules/data-subject-requests/imports.service.js';
import { ImportShapes } from '../modules/data-subject-requests/imports-shapes.service.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { SeeOther, Shown } from './answer.js';
import { elsewherePage } from './elsewhere.page.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, type Filled } from './parts.js';
import { ForSignedIn, MyPage, Visited, type Visit } from './visit.js';

/** Taking data to another library, and bringing them along from one (Art. 20). */
@LibraryPage('/account/elsewhere')
@ForSignedIn()
export class ElsewhereController {
  constructor(
    private readonly requests: RequestsService,
    private readonly imports: ImportsService,
    private readonly shapes: ImportShapes,
  ) {}

  @Get()
  show(@Visited() visit: Visit, @MyPage() me: Reader) {
    return this.shown(visit, me, EMPTY);
  }

  @Post()
  async take(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.requests.receive(me, 'portability', undefined, new Date());
    return new SeeOther(`${root}/account/elsewhere?done=requested`);
  }

  @Post('imports')
  async bring(@Visited() visit: Visit, @MyPage() me: Reader, @Req() request: FastifyRequest) {
    try {
      const { body } = await anyFile(request);
      await this.imports.receive(me, body, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || ![400, 409, 413, 415, 422].includes(error.getStatus())) throw error;
      return this.shown(visit, me, { values: {}, errors: { file: sentenceOf(error, visit) } });
    }
    return new SeeOther(`${visit.root}/account/elsewhere?done=looked`);
  }

  @Post('imports/:id/confirm')
  async confirm(@Visited() { root }: Visit, @MyPage() me: Reader, @Param('id') id: string) {
    await this.imports.confirm(me, idOf(id), new Date());
    return new SeeOther(`${root}/account/elsewhere?done=bringing`);
  }

  @Post('imports/:id/cancel')
  async cancel(@Visited() { root }: Visit, @MyPage() me: Reader, @Param('id') id: string) {
    await this.imports.cancel(me, idOf(id));
    return new SeeOther(`${root}/account/elsewhere?done=taken-back`);
  }

  private async shown(visit: Visit, me: Reader, filled: Filled) {
    const { items } = await this.requests.list(me, { limit: 20 });
    const imports = await this.imports.list(me, { limit: 20 });
    const content = elsewherePage(
      visit,
      {
        taken: items.find(({ kind }) => kind === 'portability'),
        imports: imports.items.map((one) => this.shapes.of(one, visit.language)),
        now: new Date(),
      },
      filled,
    );
    return new Shown(visit.t.elsewhere.title, content, Object.keys(filled.errors).length ? 422 : 200);
  }
}

/** What is wrong with the file, in the reader's language. */
function sentenceOf(problem: Problem, { t }: Visit): string {
  return problem.getStatus() === 413 ? t.elsewhere.tooLarge : t.elsewhere.unreadable;
}

function idOf(text: string): string {
  if (!isLibraryId(text)) throw notFound();
  return text;
}
