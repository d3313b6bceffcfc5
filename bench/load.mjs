// Loads a server from a process of its own: 64 keep-alive connections, each with one request on its way at a time.
// Reads one JSON line {url, seconds, connections, requests: [{method, path, headers, body}]} and prints {rate, p50, p95, p99, failed}.
import { Buffer } from 'node:buffer';
import http from 'node:http';
import { once } from 'node:events';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { url, seconds, connections, requests } = JSON.parse(text);
const { hostname, port } = new URL(url);
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
const times = [];
const failures = new Map();
let next = 0;

async function send({ method, path, headers = {}, body }) {
  const started = performance.now();
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const request = http.request({ hostname, port, method, path, agent, headers: { ...headers, ...length } });
  request.end(body);
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode >= 300)
    failures.set(response.statusCode, (failures.get(response.statusCode) ?? 0) + 1);
  return performance.now() - started;
}

async function connection(until) {
  while (performance.now() < until) {
    const request = requests[next++ % requests.length];
    times.push(await send(request));
  }
}

const started = performance.now();
const until = started + seconds * 1000;
await Promise.all(Array.from({ length: connections }, () => connection(until)));
const elapsed = (performance.now() - started) / 1000;
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)] ?? 0;
const failed = Object.fromEntries(failures);
console.log(
  JSON.stringify({ rate: times.length / elapsed, p50: at(0.5), p95: at(0.95), p99: at(0.99), failed }),
);
