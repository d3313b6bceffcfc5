import type { NextFunction, Request, Response } from 'express';
import { randomBytes } from 'node:crypto';
import { forbidden } from '../foundation/http/problem.js';

/** The nonce that scripts written into a page of this answer carry. */
export function nonceOf(response: Response): string {
  return (response.locals as { nonce: string }).nonce;
}

/** Headers of every answer: nothing comes from elsewhere, nobody frames it, nothing is kept. */
export function protect(_: Request, response: Response, next: NextFunction) {
  const nonce = randomBytes(16).toString('base64');
  response.locals.nonce = nonce;
  response.set({
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      "style-src 'self' 'unsafe-inline'", // styled-components writes its rules into the page
      "img-src 'self' data:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  next();
}

/** Refuses what another site's page sends: the cookie is SameSite=Strict, and this holds where a browser ignores that. */
export function refuseOtherSites(publicUrl: string) {
  return (request: Request, _: Response, next: NextFunction) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isOwnPage(request, publicUrl)) next();
    else next(forbidden('This form was not sent by a page of the panel. Open the panel and try again.'));
  };
}

function isOwnPage({ headers }: Request, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin) return origin === new URL(publicUrl).origin || hostOf(origin) === host;
  return headers['sec-fetch-site'] === 'same-origin';
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
