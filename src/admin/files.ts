import { Router, type NextFunction, type Request, type Response } from 'express';
import { pipeline } from 'node:stream';
import { answerFor, headersOf } from '../foundation/files/send-file.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { notFound } from '../foundation/http/problem.js';
import { staffOf, type Kept } from './panel-session.js';
import { isFor } from './section.js';
import type { SectionResource } from './section-resource.js';

/** The files that sections offer, streamed to whoever may open the row they belong to. */
export function files(resources: ReadonlyMap<string, SectionResource>): Router {
  const router = Router();
  router.get('/files/:section/:row/:file', (request, response, next) =>
    send(resources, request, response, next),
  );
  return router;
}

async function send(
  resources: ReadonlyMap<string, SectionResource>,
  request: Request,
  response: Response,
  next: NextFunction,
) {
  const { section: name, row, file: id } = request.params as Record<'section' | 'row' | 'file', string>;
  const section = resources.get(name)?.section;
  if (!section?.file || !fits(section.idPattern, row) || !fits(section.filePattern, id)) throw notFound();
  const kept = request.session.staff as Kept;
  if (!isFor(section, kept.rol)) throw notFound();
  const me = staffOf(kept, `GET /admin/files/${section.id}/:id/:file`, request.ip);
  const file = await section.file(me, row, id);
  if ('stream' in file) {
    response.set(headersOf(file));
    pipeline(file.stream, response, (error) => error && isOurs(error) && next(error));
    return;
  }
  const { status, headers, range } = answerFor(request.headers, file);
  response.status(status).set(headers);
  if (request.method === 'HEAD') response.end();
  else pipeline(await file.open(range), response, (error) => error && isOurs(error) && next(error));
}

function fits(pattern: RegExp | undefined, id: string): boolean {
  return pattern ? pattern.test(id) : isLibraryId(id);
}

/** That the other side closed the page is no fault. */
function isOurs(error: NodeJS.ErrnoException): boolean {
  return error.code !== 'ERR_STREAM_PREMATURE_CLOSE';
}
