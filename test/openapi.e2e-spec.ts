import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { resolved, routesOf, type Route } from './support/routes.js';

let carrel: Carrel;
let routes: Route[];
let document: ReturnType<typeof routesOf>['document'];
beforeAll(async () => {
  carrel = await aCarrel();
  ({ routes, document } = routesOf(carrel));
});
afterAll(() => carrel.stop());

const successes = (route: Route) =>
  Object.entries(route.responses).filter(([status]) => /^[23]\d\d$/.test(status));

it('says of every route who may call it', () => {
  expect(routes.filter((route) => !route.callers).map((route) => route.name)).toEqual([]);
});

it('says of every route what it answers', () => {
  const isSaid = (route: Route) =>
    successes(route).some(
      ([status, { content }]) =>
        status === '204' ||
        status.startsWith('3') ||
        Object.values(content ?? {}).some(({ schema }) => schema && Object.keys(schema).length > 0),
    );

  expect(routes.filter((route) => !isSaid(route)).map((route) => route.name)).toEqual([]);
});

it('says of every route with a body what is in it', () => {
  const isSaid = ({ body }: Route) =>
    Object.values(body ?? {}).every(({ schema }) => {
      const { type, properties, additionalProperties, format } = resolved(document, schema);
      return type === 'string' ? format === 'binary' : (properties ?? additionalProperties) !== undefined;
    });

  expect(routes.filter((route) => !isSaid(route)).map((route) => route.name)).toEqual([]);
});

it('names every parameter of a path', () => {
  const unnamed = (route: Route) =>
    [...route.path.matchAll(/\{(\w+)\}/g)].filter(
      ([, name]) => !route.parameters.some((one) => one.in === 'path' && one.name === name),
    );

  expect(routes.filter((route) => unnamed(route).length).map((route) => route.name)).toEqual([]);
});

it('leads every reference somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
  const schemas = document.components?.schemas ?? {};

  expect(references.map(([, name]) => name).filter((name) => !name || !(name in schemas))).toEqual([]);
});

it('answers as the document says', async () => {
  const anyone = new Caller(carrel.url);
  const served = await anyone.get('//api/openapi.json').expect(200);
  expect(served.body).toMatchObject({ openapi: expect.stringMatching(/^3/), info: { title: 'Carrel' } });
  expect(Object.keys((served.body as { paths: object }).paths)).toEqual(Object.keys(document.paths));
});

it('can be read in a browser without any other server', async () => {
  const anyone = new Caller(carrel.url);
  const page = await anyone.get('//api/docs').expect(200);

  expect(page.headers.get('content-type')).toMatch(/text\/html/);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  expect(assets.length).toBeGreaterThan(2);
  for (const asset of assets) {
    expect(asset).not.toMatch(/^(https?:)?\/\//);
    await anyone.get(`//api/${asset.replace(/^\.\//, '')}`).expect(200);
  }
  expect(page.text).not.toMatch(/<script(?![^>]*src=)[^>]*>\s*\S/);
});

it('keeps its order, so that the committed copy changes only with the API', () => {
  expect(JSON.stringify(routesOf(carrel).document)).toBe(JSON.stringify(document));
  expect(Object.keys(document.paths)).toEqual(Object.keys(document.paths).sort());
});
