import { Router as AdminRouter, type default as AdminJS, type CurrentAdmin } from 'adminjs';
import { Router, type Request, type Response } from 'express';
import { isLibraryId } from '../foundation/database/scope.js';
import { notFound, Problem } from '../foundation/http/problem.js';
import { offered } from './actions.js';
import { currentAdmin, renewedFor } from './current-admin.js';
import { formOf, usable } from './form.js';
import { begin, staffOf, type Kept } from './panel-session.js';
import { nonceOf } from './protection.js';
import { isFor, type Section } from './section.js';
import type { SectionResource } from './section-resource.js';

interface Route {
  method: string;
  path: string;
  action: string;
  Controller: new (parts: { admin: AdminJS }, admin: CurrentAdmin) => object;
}
type Controller = Record<string, (request: unknown, response: Response) => Promise<unknown>>;

const FONTS = /<link[^>]+fonts\.googleapis\.com[^>]*>/g;

/**
 * AdminJS's own routes, behind a list of what exists: an unknown section or action, an id that is none and a method that
 * does not fit never reach it. Bulk actions, searches and free pages are left out.
 */
export function adminRoutes(admin: AdminJS, resources: Map<string, SectionResource>, slugOf: SlugOf): Router {
  const router = Router();
  const routes = (AdminRouter.routes as Route[]).filter(
    ({ path }) => !/bulk|search|pages|assets|\{query\}/.test(path),
  );
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1') || '/';
    const method = route.method === 'POST' ? 'post' : 'get';
    router[method](path, (request, response) => answer(admin, resources, slugOf, route, request, response));
  }
  return router;
}

/** The slug of a library, for the corner of the page that tells where one is. */
export type SlugOf = (libraryId: string) => Promise<string>;

async function answer(
  admin: AdminJS,
  resources: Map<string, SectionResource>,
  slugOf: SlugOf,
  route: Route,
  request: Request,
  response: Response,
) {
  const kept = request.session.staff as Kept;
  const asked = existing(resources, route, request, kept.rol);
  const me = staffOf(kept, `${request.method} /admin/${asked}`, request.ip);
  const query = Object.fromEntries(
    Object.entries(request.query).filter((one): one is [string, string] => typeof one[1] === 'string'),
  );
  for (const [name, value] of Object.entries(query)) usable(value, name);
  const payload = request.method === 'POST' ? await formOf(request) : {};
  const context = currentAdmin(me, await slugOf(me.libraryId), request.ip);
  const controller = new route.Controller({ admin }, context) as unknown as Controller;
  const asking = { params: { ...request.params }, query, payload, method: request.method.toLowerCase() };
  const given = await controller[route.action]?.(asking, response);
  const renewed = renewedFor(context);
  if (renewed) await begin(request, renewed);
  if (typeof given === 'string') response.type('html').send(ownFontsOnly(given, nonceOf(response)));
  else response.json(given);
}

/** What is asked, as a template for the access log. @throws 404 for what no section offers, 405 for a method that does not fit */
function existing(
  resources: Map<string, SectionResource>,
  { path }: Route,
  { params, method }: Request,
  role: Kept['rol'],
): string {
  const { resourceId, recordId, action } = params as Record<string, string | undefined>;
  if (resourceId === undefined) return path.includes('dashboard') ? 'dashboard' : '';
  const section = resources.get(resourceId)?.section;
  if (!section || !isFor(section, role)) throw notFound();
  if (recordId !== undefined && !isIdIn(section, recordId)) throw notFound();
  if (action === undefined) return section.id;
  const { resource, record, posted, onlyPosted } = offered(section);
  if (!(recordId === undefined ? resource : record).includes(action)) throw notFound();
  if (method === 'POST' && !posted.includes(action))
    throw new Problem(405, 'method-not-allowed', 'This only shows: ask with GET.', [], {}, { allow: 'GET' });
  if (method === 'GET' && path.startsWith('/api') && onlyPosted.includes(action))
    throw new Problem(
      405,
      'method-not-allowed',
      'This changes something: send it with POST.',
      [],
      {},
      { allow: 'POST' },
    );
  if (recordId === undefined) return action === 'list' ? section.id : `${section.id}/${action}`;
  return `${section.id}/:id/${action}`;
}

function isIdIn({ idPattern }: Section, id: string): boolean {
  return idPattern ? idPattern.test(id) : isLibraryId(id);
}

/** AdminJS's page asks Google for a font and writes scripts into itself: the font goes, the scripts get the nonce. */
function ownFontsOnly(html: string, nonce: string): string {
  return html.replace(FONTS, '').replaceAll('<script>', `<script nonce="${nonce}">`);
}
