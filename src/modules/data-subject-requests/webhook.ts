import { createHmac } from 'node:crypto';
import { lookup, type LookupAddress } from 'node:dns';
import { request as plainly, type ClientRequest, type RequestOptions } from 'node:http';
import { request as securely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isOutside } from './webhook-address.js';

/** A message as Standard Webhooks has it: its id is the same on every try. */
export interface WebhookMessage {
  id: string;
  body: string;
}

const MOST_MS = 10_000;

/** The headers of a message, with its signature (Standard Webhooks 1.0, symmetric). */
export function signed({ id, body }: WebhookMessage, secret: Buffer, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

/**
 * Sends a message and gives the status of the answer, whose body is not read; null where there was none within ten
 * seconds. A redirect is an answer like another. `atHome` lets in this machine and networks of its own; without it the
 * name is looked up here and only an address of the Internet is called, so that no name leads back inside.
 */
export function send(
  address: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  { atHome }: { atHome: boolean },
): Promise<number | null> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!atHome && (url.protocol !== 'https:' || (isIP(host) && !isOutside(host))))
    return Promise.resolve(null);
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(MOST_MS),
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'Carrel' },
    ...(atHome ? {} : { lookup: outsideOnly }),
  };
  return answerTo(url.protocol === 'https:' ? securely(url, options) : plainly(url, options), body);
}

function answerTo(request: ClientRequest, body: string): Promise<number | null> {
  return new Promise((answered) => {
    request.on('response', (response) => {
      response.on('error', () => undefined); // cut off by us
      answered(response.statusCode ?? null);
      response.destroy();
    });
    // Why it failed is the network's affair: the next try is due all the same.
    request.on('error', () => {
      answered(null);
    });
    request.end(body);
  });
}

const outsideOnly: LookupFunction = (host, options, found) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const outside = error ? [] : addresses.filter(({ address }) => isOutside(address));
    const [first] = outside;
    if (!first) found(error ?? new Error('no address of the Internet'), '', 0);
    else if (options.all) found(null, outside);
    else found(null, first.address, first.family);
  });
};
