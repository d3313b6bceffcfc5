// Loads a server from a process of its own: 64 keep-alive connections, each with one request on its way at a time.
// Reads one JSON line {url, seconds, connections, requests: [{method, path, headers, body}]} and prints {rate, p50, p95, p99, failed}.
// It ends when its seconds are over, or when its input does after that line.
import { Buffer } from 'node:buffer';
import http from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const input = createInterface(process.stdin);
const [text] = await once(input, 'line');
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

async function connection() {
  while (performance.now() < until) {
    const request = requests[next++ % requests.length];
    times.push(await send(request));
  }
}

const started = performance.now();
let until = started + seconds * 1000;
input.on('close', () => (until = 0));
await Promise.all(Array.from({ length: connections }, () => connection()));
const elapsed = (performance.now() - started) / 1000;
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)] ?? 0;
const failed = Object.fromEntries(failures);
console.log(
  JSON.stringify({ rate: times.length / elapsed, p50: at(0.5), p95: at(0.95), p99: at(0.99), failed }),
);
process.stdin.destroy();
