import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import { request as send, Agent } from 'node:http';
import { bodyOf } from './inputs.js';
import type { Route } from './routes.js';

/** A request as it goes over the wire; its path may be no address and its body no JSON. */
export interface Wire {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export interface WireAnswer {
  status: number;
  type: string;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Sends a request byte for byte, where `fetch` would correct it. */
export function sendWire(url: string, wire: Wire): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  const { method, path, headers, body } = wire;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((answered, failed) => {
    const sent = send(
      { hostname, port, method, path, agent, headers: { ...length, ...headers } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', failed);
        response.on('end', () => {
          answered({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(parts).toString('utf8'),
          });
        });
      },
    );
    sent.on('error', failed);
    sent.end(body);
  });
}

const TEXTS = [
  'x'.repeat(1_000_000), 'x'.repeat(1_100_000), 'a\0b', '\ud800', 'e\u0301\u0323', 'ع', '\u202eevil', '😀'.repeat(300), '', ' ', "'; drop table reader; --",
  '2023-02-30', '0000-00-00', '9999-99-99', '+275760-09-13', '1990-12-31T00:00:00Z', '__proto__', 'constructor', '../../etc/passwd',
  '00000000-0000-0000-0000-000000000000', 'NaN', '-1', '1e400', '%00', '\r\nx: y', '${7*7}', '<script>', 'İ@example.org', 'a@b@c', 'x@xn--.com',
]; // prettier-ignore

const strange = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, null, 0, -1, 1e21, 2 ** 53, 1.5, true, [], {}, [[]], {
    a: { b: { c: 1 } },
  }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const RAW_BODIES = [
  '', 'null', '[]', '"text"', '1', '{', '{"a":', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"a":1e400}', '\ufeff{}',
  '{"a":1,"a":2}', '['.repeat(20_000), `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`, '\0', '{"a":"\\ud800"}', 'a=1&b=2', '<a/>',
]; // prettier-ignore

const SEGMENTS = [
  '%00', '%E0%A4%A', '%', '..%2f..', 'null', '0', '-1', '%F0%9F%98%80', 'x'.repeat(600), "'%3B--", '%2F', '00000000-0000-7000-8000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'platform', '%0d%0a', '.', 'constructor', '__proto__', 'a%20b',
]; // prettier-ignore

const QUERIES = [
  'limit=-1', 'limit=1e9', 'limit=NaN', 'limit=', 'limit=10&limit=20', 'after=x', 'after=%00', 'after[]=1', 'after[a][b]=c', 'unknown=1', '__proto__=1',
  '__proto__[x]=1', 'language=zz-ZZ-zz', 'language=%ud800', 'search=%25', 'search=%F0', `search=${'x'.repeat(5000)}`, 'email=%00', 'reader=1&reader=2', '=', '&&&', 'limit=0x10',
]; // prettier-ignore

const HEADERS: Record<string, string>[] = [
  { 'content-type': 'text/plain' }, { 'content-type': 'application/xml' }, { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data' }, { 'content-type': 'multipart/form-data; boundary=x' }, { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': 'nonsense' }, { 'content-type': 'application/octet-stream' }, { 'content-type': '' }, { 'content-encoding': 'gzip' }, { accept: 'image/png' },
  { range: 'bytes=99999999999999999999-1' }, { range: 'bytes=0-0,-1' }, { range: 'lines=1' }, { 'if-none-match': '"' }, { 'if-modified-since': 'never' }, { authorization: `Bearer ${'x'.repeat(9000)}` },
  { authorization: 'Basic eDp4' }, { authorization: 'Bearer e30.e30.e30' }, { 'x-api-key': 'x' }, { 'x-api-key': 'A'.repeat(54) }, { 'idempotency-key': 'ü' },
  { 'idempotency-key': 'k' }, { 'x-forwarded-for': 'garbage, , ::' }, { origin: 'null' }, { origin: 'https://evil.example' }, { 'accept-language': '*;q=zz' },
  { cookie: '=;=;%' }, { 'sec-gpc': 'x' }, { 'x-http-method-override': 'DELETE' }, { host: 'evil.example' },
]; // prettier-ignore

type Change = (wire: Wire, body: Record<string, unknown> | undefined) => Wire;

const picks = fc.nat({ max: 1000 });

const inField: fc.Arbitrary<Change> = fc.tuple(picks, strange).map(([pick, value]) => (wire, body) => {
  const fields = Object.keys(body ?? {});
  const field = fields[pick % Math.max(1, fields.length)];
  return field === undefined ? wire : { ...wire, body: JSON.stringify({ ...body, [field]: value }) };
});

const withoutField: fc.Arbitrary<Change> = picks.map((pick) => (wire, body) => {
  const fields = Object.keys(body ?? {});
  const gone = fields[pick % Math.max(1, fields.length)];
  return {
    ...wire,
    body: JSON.stringify(Object.fromEntries(Object.entries(body ?? {}).filter(([key]) => key !== gone))),
  };
});

const unknownField: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom('unexpected', 'libraryId', 'id', 'constructor', '$where', 'a.b', 'x'.repeat(5000)),
    strange,
  )
  .map(([name, value]) => (wire, body) => ({ ...wire, body: JSON.stringify({ ...body, [name]: value }) }));

const cutOff: fc.Arbitrary<Change> = picks.map((pick) => (wire) => ({
  ...wire,
  body: wire.body?.slice(0, pick % Math.max(1, wire.body.length)),
}));

const inPath: fc.Arbitrary<Change> = fc
  .tuple(
    picks,
    fc.oneof(
      fc.constantFrom(...SEGMENTS),
      fc.webPath({ size: 'small' }).map((path) => path.slice(1) || 'x'),
    ),
  )
  .map(([pick, segment]) => (wire) => {
    const parts = wire.path.split('/');
    const at = 3 + (pick % Math.max(1, parts.length - 3));
    return { ...wire, path: parts.map((part, i) => (i === at ? segment : part)).join('/') };
  });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: inField },
  { weight: 2, arbitrary: withoutField },
  { weight: 2, arbitrary: unknownField },
  { weight: 1, arbitrary: cutOff },
  { weight: 2, arbitrary: inPath },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...RAW_BODIES).map((body): Change => (wire) => ({ ...wire, body })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...QUERIES)
      .map((query): Change => (wire) => ({ ...wire, path: `${wire.path}?${query}` })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...HEADERS)
      .map((headers): Change => (wire) => ({ ...wire, headers: { ...wire.headers, ...headers } })),
  },
);

/** Requests that are wrong in one or two ways, to every route of the document, from any of the callers. */
export function hostileRequests(
  document: OpenAPIObject,
  routes: Route[],
  callers: Record<string, string>[],
  pathValues: (route: Route) => string,
): fc.Arbitrary<{ route: string; wire: Wire }> {
  return fc
    .tuple(
      fc.constantFrom(...routes),
      fc.constantFrom(...callers),
      fc.array(change, { minLength: 1, maxLength: 2 }),
    )
    .map(([route, credentials, changes]) => {
      const body = bodyOf(document, route);
      const start: Wire = {
        method: route.method,
        path: pathValues(route),
        headers: { ...credentials, ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body && JSON.stringify(body),
      };
      return { route: route.name, wire: changes.reduce((wire, one) => one(wire, body), start) };
    });
}
