import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The only cookies of the pages. Strictly necessary: the session, the form guard, the language that was chosen, the choice
 * about cookies. Optional, and set only once it was accepted: the language for the next visits.
 */
export type Cookie =
  'carrel_session' | 'carrel_visit' | 'carrel_language' | 'carrel_cookies' | 'carrel_remembered_language';

/** Below which address a cookie is sent, and whether over https only. */
export interface CookiePlace {
  root: string;
  isSecure: boolean;
}

/** The value of a cookie, or an empty text. */
export function cookieOf(request: FastifyRequest, name: Cookie): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/**
 * Sets a cookie of one library's pages, for so many seconds or until the browser closes; scripts cannot read it, other sites
 * cannot send it with a form. An empty value removes it.
 */
export function setCookie(
  reply: FastifyReply,
  name: Cookie,
  value: string,
  { root, isSecure }: CookiePlace,
  seconds?: number,
) {
  const parts = [`${name}=${value}`, `Path=${root}`, 'HttpOnly', 'SameSite=Lax'];
  if (isSecure) parts.push('Secure');
  if (!value || seconds !== undefined) parts.push(`Max-Age=${value ? Math.floor(seconds ?? 0) : 0}`);
  void reply.header('set-cookie', parts.join('; '));
}
