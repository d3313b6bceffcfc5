import AdminJS, { type PageContext, type ResourceWithOptions } from 'adminjs';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { Staff } from '../foundation/access/signed-in.js';
import type { Credentials } from '../foundation/access/credentials.js';
import type { DataMap } from '../foundation/data-map/data-map.js';
import { notFound, type Problem } from '../foundation/http/problem.js';
import { bodyOf, problemOf } from '../foundation/http/problem.filter.js';
import { actionsOf } from './actions.js';
import { adminRoutes, type SlugOf } from './admin-routes.js';
import { assets, PARTS } from './assets.js';
import { staffIn } from './current-admin.js';
import { doors, type Doors } from './doors.js';
import { files } from './files.js';
import { page } from './pages.js';
import type { panelSessions } from './panel-session.js';
import { protect, refuseOtherSites } from './protection.js';
import { SectionResource } from './section-resource.js';
import type { Section } from './section.js';
import { labels } from './labels.js';

/** What the panel is built from. */
export interface PanelParts {
  doors: Doors;
  sections: Section[];
  map: DataMap;
  credentials: Credentials;
  sessions: ReturnType<typeof panelSessions>['middleware'];
  slugOf: SlugOf;
  /** What the panel opens with. */
  dashboard: (me: Staff) => Promise<Record<string, unknown>>;
  publicUrl: string;
  trustProxy: boolean | string;
  report: (error: unknown, requestId: string, problem: Problem) => void;
}

/** The panel as an application of its own: its doors are open, everything behind them asks for a session that stands. */
export function panelApp(parts: PanelParts): Express {
  const resources = new Map(
    parts.sections.map((section) => [section.id, new SectionResource(section, maskedIn(parts.map, section))]),
  );
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustProxy);
  app.use(protect);
  app.use('/admin/frontend/assets', assets());
  app.use(refuseOtherSites(parts.publicUrl));
  app.use(parts.sessions);
  app.use('/admin', doors(parts.doors));
  app.use('/admin', onlySignedIn(parts.credentials));
  app.use('/admin', files(resources));
  app.use('/admin', adminRoutes(adminJs(resources, parts.dashboard), resources, parts.slugOf));
  app.use(() => {
    throw notFound();
  });
  app.use(answerProblems(parts.report));
  return app;
}

/** Columns that the data map withholds never appear, whatever a section says. */
function maskedIn(map: DataMap, { table }: Section): Set<string> {
  const withheld = map.data().filter((datum) => datum.table === table && datum.withheld);
  return new Set(withheld.map(({ property }) => property));
}

function adminJs(resources: Map<string, SectionResource>, dashboard: PanelParts['dashboard']): AdminJS {
  return new AdminJS({
    rootPath: '/admin',
    loginPath: '/admin/login',
    logoutPath: '/admin/logout',
    resources: [...resources.values()].map(optionsOf),
    dashboard: {
      component: 'Dashboard',
      handler: (_: unknown, __: unknown, context: PageContext) => dashboard(staffIn(context)),
    },
    branding: {
      companyName: 'Carrel',
      logo: false,
      withMadeWithLove: false,
      favicon: 'data:,',
      theme: { colors: { primary100: '#1d4f91', grey60: '#4a5568', grey40: '#5b6577' } },
    },
    assets: {
      styles: ['/admin/frontend/assets/panel.css'],
      scripts: PARTS.map((name) => `/admin/frontend/assets/${name}`),
    },
    locale: labels([...resources.values()].map(({ section }) => section)),
  });
}

function optionsOf(resource: SectionResource): ResourceWithOptions {
  const { section, fields } = resource;
  const inside = (place: 'list' | 'show' | 'edit' | 'filter') =>
    fields.filter((field) => field.in.includes(place)).map(({ name }) => name);
  return {
    resource,
    options: {
      id: section.id,
      navigation: { name: section.group, icon: section.icon },
      titleProperty: section.title,
      listProperties: inside('list'),
      showProperties: inside('show'),
      editProperties: inside('edit'),
      filterProperties: inside('filter'),
      properties: Object.fromEntries(
        fields.flatMap(({ name, component, isShownOnly }) =>
          component ? [[name, { components: componentsOf(component, isShownOnly) }]] : [],
        ),
      ),
      actions: actionsOf(section),
    },
  };
}

function componentsOf(component: string, isOnForms = false) {
  return { list: component, show: component, ...(isOnForms ? { edit: component } : {}) };
}

/** Whoever has no session that stands is sent to the door. Whether it stands is asked of the database every time. */
function onlySignedIn(credentials: Credentials) {
  return async (request: Request, response: Response, next: NextFunction) => {
    const { staff } = request.session;
    if (!staff || !(await credentials.stands({ ...staff, exp: 0 }))) response.redirect(303, '/admin/login');
    else if (!staff.mfa) response.redirect(303, '/admin/second-factor');
    else next();
  };
}

function answerProblems(report: PanelParts['report']) {
  return (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    const requestId = randomUUID();
    const status = problem.getStatus();
    if (status >= 500) report(error, requestId, problem);
    response.status(status).set(problem.headers);
    if (request.path.startsWith('/admin/api'))
      response.type('application/problem+json').send(JSON.stringify(bodyOf(problem, requestId)));
    else response.send(page({ title: titleOf(status), problem: problem.detail, body: HOME }));
  };
}

const HOME = '<p><a href="/admin">To the panel</a></p>';

function titleOf(status: number): string {
  if (status === 404) return 'Nothing is here';
  return status >= 500 ? 'Something went wrong' : 'This cannot be done';
}
