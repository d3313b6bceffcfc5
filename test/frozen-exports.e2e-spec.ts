import { ModulesContainer } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { PanelServices } from '../src/admin/panel-services.js';
import { sectionsOf } from '../src/admin/sections.js';
import { PageSessions } from '../src/foundation/access/page-sessions.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { LIBRARY_PARTS, PLATFORM_PARTS } from '../src/modules/incidents/evidence-pack/packed-parts.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { routesOf } from './support/routes.js';

let carrel: Carrel;
let library: TestLibrary;
let ana: TestReader;
let owner: Caller;
let officer: Caller;
let panel: PanelVisitor;
let page: Caller;
let incident: string;
let download: string;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  ana = await aReader(carrel, { library });
  const olga = await aStaffMember(carrel, library);
  [owner, panel] = [await asStaff(carrel, olga), await atThePanel(carrel, olga)];
  officer = await asStaff(carrel, await aStaffMember(carrel));
  page = await onThePages();
  incident = await anIncident();
  download = await aDownload();
});
afterAll(() => carrel.stop());

async function onThePages(): Promise<Caller> {
  const { email, password } = ana;
  const { body } = await new Caller(carrel.url)
    .post(`/libraries/${library.slug}/sessions`, { email, password })
    .expect(201);
  const cookie = await carrel.app.get(PageSessions).adopt(String(body.refreshToken), new Date());
  return new Caller(carrel.url, { cookie: `carrel_session=${cookie}` });
}

async function anIncident(): Promise<string> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const words = { title: 'Data leave', description: 'Somebody takes them out.', mode: 'live' };
  const { body } = await officer.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201);
  const path = `/incidents/${String(body.id)}`;
  await officer.put(`${path}/libraries/${library.slug}`, { what: 'Its exports' }).expect(200);
  return path;
}

async function aDownload(): Promise<string> {
  const { body } = await ana.post('/me/requests', { kind: 'access' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventually('the download', async () => (await ana.get(path)).body.state === 'completed');
  return path;
}

async function aLink(): Promise<() => Promise<Answer>> {
  const { body } = await ana.post(`${download}/download-links`).expect(201);
  const token = String(body.url).split('/').at(-1) ?? '';
  return () => new Caller(carrel.url).get(`/downloads/${token}`);
}

async function frozen(): Promise<() => Promise<unknown>> {
  const actions = `${incident}/actions`;
  const { body } = await officer.post(actions, { kind: 'freeze-exports', library: library.slug }).expect(201);
  const action = `${actions}/${String(body.id)}`;
  await officer.post(`${action}/approve`, {}).expect(200);
  await officer.post(`${action}/apply`, {}).expect(200);
  expect((await officer.post(`${action}/verify`).expect(200)).body.probe.held).toBe(true);
  return () => officer.post(`${action}/revert`, {}).expect(200);
}

const id = uuidv7();

/** What hands out files with readers' data: refused before it is looked whether there is such a file. */
const HELD: Record<string, () => Promise<Answer>> = {
  'RequestsController.download': () => ana.get(`${download}/download`),
  'RequestsPageController.download': () =>
    page.get(`//l/${library.slug}/account/requests/${download.split('/').at(-1) ?? ''}/download`),
  'EvidencePacksController.pack': () => owner.get(`/library/readers/${ana.id}/evidence-pack`),
  'LibraryConversationsController.file': () => owner.get(`/library/conversations/${id}/attachments/${id}`),
  'LibraryMandatesController.paper': () => owner.get(`/library/mandates/${id}/paper`),
  'CommunicationsController.unreachedList': () =>
    owner.get(`${incident}/libraries/${library.slug}/communications/${id}/unreached`),
  'the panel: conversations': () => panel.get(`/files/conversations/${id}/${id}`),
  'the panel: mandates': () => panel.get(`/files/mandates/${id}/${id}`),
};

const OWN_ONE = 'one file, to the reader whose it is, who reads it on the page as well';
const CONTENT = 'the library’s books';
const RECORD = 'what the platform or the library did; the names in it are of staff';
const COUNTS = 'hashes and counts, published for whoever verifies';

/** What hands out files that a freeze leaves alone, and why. */
const LEFT: Record<string, string> = {
  'MyConversationsController.file': OWN_ONE,
  'ConversationsPageController.file': OWN_ONE,
  'ReceiptsController.receipt': OWN_ONE,
  'ReceiptPageController.file': OWN_ONE,
  'CertificatesController.show': 'names nobody: the reader is erased',
  'CertificatesController.proof': 'names nobody: the reader is erased',
  'MyItemsController.file': CONTENT,
  'LibraryController.file': CONTENT,
  'ItemsController.file': CONTENT,
  'RegisterController.show': RECORD,
  'BreachesController.document': RECORD,
  'ReviewsController.show': RECORD,
  'IncidentPacksController.pack': RECORD,
  'RecordOfProcessingController.show': 'kinds of data, no data',
  'PlatformRecordController.show': 'kinds of data, no data',
  'DeadlineFeedsController.read': 'dates and kinds of requests',
  'LedgerController.checkpoint': COUNTS,
  'LedgerController.key': COUNTS,
  'LedgerController.tile': COUNTS,
  'the panel: incidents': RECORD,
  'the panel: breaches': RECORD,
  'the panel: breach-register': RECORD,
  'the panel: processing-record': 'kinds of data, no data',
};

/** Methods of controllers whose code hands out a file, on the pages too; what the API's document says is one; sections with files. */
function handingOut(): string[] {
  const found = new Set<string>();
  for (const module of carrel.app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values())
      for (const name of methodsOf(metatype as { prototype: object; name: string })) found.add(name);
  const { routes, document } = routesOf(carrel);
  for (const { path, method } of routes.filter(isOfAFile))
    found.add(document.paths[path]?.[method.toLowerCase() as 'get']?.operationId ?? '');
  const sections = sectionsOf(carrel.app.get(PanelServices, { strict: false }));
  for (const section of sections) if (section.file) found.add(`the panel: ${section.id}`);
  return [...found];
}

function methodsOf({ name, prototype }: { name: string; prototype: object }): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([method]) => method !== 'constructor')
    .filter(([, { value }]) => /handedOut\b|sendFile\b|StreamableFile\b|disposition/.test(String(value)))
    .map(([method]) => `${name}.${method}`);
}

type Routes = ReturnType<typeof routesOf>['routes'];

function isOfAFile({ responses }: Routes[number]): boolean {
  return Object.entries(responses).some(
    ([status, { content }]) =>
      status.startsWith('2') && Object.keys(content ?? {}).some((type) => type !== 'application/json'),
  );
}

it('knows of everything that hands out a file whether readers’ data are in it', () => {
  const known = [...Object.keys(HELD), ...Object.keys(LEFT), 'DownloadLinksController.download'];
  expect(handingOut().sort()).toEqual(known.sort());
});

it('refuses every file with readers’ data, says that what is due stays due, and hands it out again after', async () => {
  const byLink = await aLink();
  const all = { ...HELD, 'DownloadLinksController.download': byLink };
  const unfreeze = await frozen();
  for (const [name, ask] of Object.entries(all)) {
    const { status, text } = await ask();
    expect({ name, status }).toEqual({ name, status: 423 });
    expect(text).toContain('stays due by the day that it names');
  }
  await ana.post(`${download}/download-links`).expect(423);
  await library.api.get(`/library/conversations/${id}/attachments/${id}`).expect(423);
  // What is no file with readers' data, and what is read page by page, goes on.
  await ana.get(`/me/conversations/${id}/attachments/${id}`).expect(404);
  await owner.get('/breach-register?format=csv').expect(200);
  await ana.get('/me/data').expect(200);

  await unfreeze();
  for (const [name, ask] of Object.entries(all)) {
    const { status } = await ask();
    expect({ name, isRefused: status === 423 }).toEqual({ name, isRefused: false });
  }
});

it('packs of an incident nothing that the data map calls somebody’s', () => {
  const personal = carrel.app
    .get(DataMap)
    .personal()
    .map(({ table }) => table);
  expect(personal).toContain('reader');
  const packed = [...PLATFORM_PARTS, ...LIBRARY_PARTS].map(({ table }) => table);
  expect(packed.filter((table) => personal.includes(table))).toEqual([]);
});
