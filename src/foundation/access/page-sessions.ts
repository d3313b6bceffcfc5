import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import { Gathered } from '../database/gathered.js';
import { inScope, isLibraryId, PLATFORM, type Scope } from '../database/scope.js';
import { signInFirst } from '../http/problem.js';
import { secretFor, type AccessTokens } from './access-token.js';
import { hashOfToken, libraryOfToken, newOpaqueToken } from './opaque-token.js';
import { opensStill } from './session-epochs.js';

/** A reader's session on the account pages, as it stands now. */
export interface PageSession {
  id: string;
  libraryId: string;
  subjectId: string;
  /** When the reader last proved who they are. */
  provedAt: Date;
  epochs: [platform: number, library: number, subject: number];
}

const HOURS = 12;

/**
 * Sessions of the account pages: an opaque token in an HttpOnly cookie, which is not rotated, since a browser opens
 * several pages at once. Whether it stands is asked of the database at every request, epochs included.
 */
export class PageSessions {
  private readonly formKey: KeyObject;
  private readonly found: Gathered<string, PageSession | null>;

  constructor(
    private readonly pool: Pool,
    private readonly tokens: AccessTokens,
    root: Buffer,
  ) {
    this.formKey = secretFor('page-forms', root);
    this.found = new Gathered(pool, sessionsOf);
  }

  /** Turns a sign-in, however it was made, into a page session of twelve hours; the refresh token ends. @throws 401 */
  async adopt(refreshToken: string, now: Date): Promise<string> {
    const { sessionId, secret, libraryId } = partsOf(refreshToken);
    if (!libraryId) throw signInFirst();
    const { token, hash } = newOpaqueToken(libraryId);
    const { rowCount } = await inScope(this.pool, libraryId, (scope) =>
      scope.tell({
        text: ADOPT,
        values: [
          libraryId,
          sessionId,
          hashOfToken(secret),
          hash,
          new Date(now.getTime() + HOURS * 3_600_000),
          now,
        ],
      }),
    );
    if (rowCount !== 1) throw signInFirst();
    return `${sessionId}.${token}`;
  }

  /** The session behind a cookie, or null when it is none, ended, or an epoch has been raised since. */
  async of(cookie: string): Promise<PageSession | null> {
    const { libraryId } = partsOf(cookie);
    return libraryId ? this.found.ask(libraryId, cookie) : null;
  }

  /** An access token of ten minutes, for the components on the page; it ends with the session. */
  bearer({ id, libraryId, subjectId, provedAt, epochs }: PageSession, now: Date): Promise<string> {
    return this.tokens.sign(
      {
        sub: subjectId,
        lib: libraryId,
        act: libraryId,
        knd: 'reader',
        sid: id,
        ep: epochs,
        prv: Math.floor(provedAt.getTime() / 1000),
      },
      now,
    );
  }

  /** What a form must carry to show that it came from a page made for this cookie (against request forgery). */
  formToken(cookie: string): string {
    return createHmac('sha256', this.formKey).update(cookie).digest('base64url');
  }

  isFormToken(cookie: string, given: string): boolean {
    const expected = Buffer.from(this.formToken(cookie));
    const shown = Buffer.from(given);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  }
}

const ADOPT = `
  update session s set refresh_hash = $4, expires_at = $5,
         page_epochs = array[p.token_epoch, l.token_epoch, u.token_epoch]
  from library_directory p, library_directory l, subject u
  where s.library_id = $1 and s.id = $2 and s.refresh_hash = $3 and s.kind = 'reader' and s.page_epochs is null
    and s.revoked_at is null and s.expires_at > $6 and ${opensStill('s')}
    and p.id = '${PLATFORM}' and l.id = $1 and u.library_id = $1 and u.id = s.subject_id`;

/** Every five minutes is exact enough for "last used", and spares a write at every page. */
async function sessionsOf(scope: Scope, cookies: string[]): Promise<(PageSession | null)[]> {
  const shown = cookies.map(partsOf);
  const { rows } = await scope.tell<{
    id: string;
    subject_id: string;
    proved_at: Date;
    refresh_hash: Buffer;
    page_epochs: [number, number, number];
  }>({
    name: 'page_sessions',
    text: `
      with found as (
        select s.id, s.subject_id, s.proved_at, s.refresh_hash, s.page_epochs, s.last_used_at
        from session s
        join subject u on u.library_id = $1 and u.id = s.subject_id and u.state in ('active', 'restricted')
        join library_directory l on l.id = $1
        join library_directory p on p.id = '${PLATFORM}'
        where s.library_id = $1 and s.id = any($2::uuid[]) and s.revoked_at is null and s.expires_at > now()
          and p.token_epoch <= s.page_epochs[1] and l.token_epoch <= s.page_epochs[2] and u.token_epoch <= s.page_epochs[3]
      ), used as (
        update session set last_used_at = now()
        where library_id = $1 and id in (select id from found where last_used_at < now() - interval '5 minutes')
      )
      select id, subject_id, proved_at, refresh_hash, page_epochs from found`,
    values: [scope.libraryId, shown.map((one) => one.sessionId)],
  });
  return shown.map(({ sessionId, secret }) => {
    const hash = hashOfToken(secret);
    const row = rows.find((one) => one.id === sessionId && one.refresh_hash.equals(hash));
    return row
      ? {
          id: row.id,
          libraryId: scope.libraryId,
          subjectId: row.subject_id,
          provedAt: row.proved_at,
          epochs: row.page_epochs,
        }
      : null;
  });
}

function partsOf(text: string) {
  const [sessionId = '', secret = ''] = text.split('.');
  return { sessionId, secret, libraryId: isLibraryId(sessionId) ? libraryOfToken(secret) : null };
}
