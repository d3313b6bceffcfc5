// Bare pooled nodemailer: as many letters of the same words, each to another address. Prints the seconds they took.
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

const { port, count, subject, text } = JSON.parse(readFileSync(0, 'utf8'));
const transport = nodemailer.createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 4 });
const send = (n) =>
  transport.sendMail({ from: 'library@example.org', to: `reader-${n}@example.org`, subject, text });
const started = performance.now();
let next = 0;
const lane = async () => {
  while (next < count) await send(next++);
};
await Promise.all(Array.from({ length: 64 }, lane));
console.log((performance.now() - started) / 1_000);
transport.close();
