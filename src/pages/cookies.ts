import type { FastifyReply, FastifyRequest } from 'fastify';

/** The only cookies of the pages, all strictly necessary: the session, the form guard, the language that was chosen. */
export type Cookie = 'carrel_session' | 'carrel_visit' | 'carrel_language';

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

/** Sets a cookie of one library's pages until the browser closes; scripts cannot read it, other sites cannot send it with a form. */
export function setCookie(reply: FastifyReply, name: Cookie, value: string, { root, isSecure }: CookiePlace) {
  const parts = [`${name}=${value}`, `Path=${root}`, 'HttpOnly', 'SameSite=Lax'];
  if (isSecure) parts.push('Secure');
  if (!value) parts.push('Max-Age=0');
  void reply.header('set-cookie', parts.join('; '));
}
