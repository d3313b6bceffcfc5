import { isError } from './error-report.js';

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const MESSAGES =
  /connection terminated|connection error|timeout exceeded when trying to connect|not queryable|client was closed/i;

/** True for errors that mean that Postgres is stopping, starting, full or out of reach: the caller may try again. */
export function isDatabaseAway(error: unknown): boolean {
  if (!isError(error)) return false;
  const code = (error as { code?: string }).code ?? '';
  // Class 08: connection exceptions; 57P: operator intervention; 53300: too many connections.
  return NETWORK.has(code) || /^(08|57P)/.test(code) || code === '53300' || MESSAGES.test(error.message);
}
