import connectPgSimple from 'connect-pg-simple';
import { decodeJwt } from 'jose';
import session from 'express-session';
import type { Request } from 'express';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { secretFor, type Claims } from '../foundation/access/access-token.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { Setting } from '../foundation/setting.js';

/** What a panel session holds: ids, a role and epochs, never a name or an address. */
export type Kept = Pick<Claims, 'sub' | 'lib' | 'act' | 'knd' | 'sid' | 'ep' | 'prv'> & {
  rol: NonNullable<Claims['rol']>;
  mfa: boolean;
};

declare module 'express-session' {
  interface SessionData {
    staff?: Kept;
  }
}

const HOURS = 8;
const COOKIE = 'carrel_panel';

/** Sessions of the panel, in Postgres under the application role, and the middleware that reads their cookie. */
export function panelSessions(pool: Pool, { config, root }: Setting) {
  const Store = connectPgSimple(session);
  const store = new Store({ pool, tableName: 'admin_session', ttl: HOURS * 3600, errorLog: () => undefined });
  const middleware = session({
    name: COOKIE,
    secret: secretFor('admin-session', root).export().toString('base64'),
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: {
      path: '/admin',
      httpOnly: true,
      sameSite: 'strict',
      secure: config.publicUrl.startsWith('https:'),
      maxAge: HOURS * 3_600_000,
    },
  });
  return { store, middleware };
}

/** Opens a panel session for whom an access token was made; the id of before is not used again. */
export async function begin(request: Request, accessToken: string): Promise<Kept> {
  const { sub, lib, act, knd, sid, ep, prv, rol = 'librarian', mfa = false } = decodeJwt<Claims>(accessToken);
  const kept: Kept = { sub, lib, act, knd, sid, ep, prv, rol, mfa };
  await new Promise<void>((done, failed) =>
    request.session.regenerate((error?: Error) => (error ? failed(error) : done())),
  );
  request.session.staff = kept;
  await new Promise<void>((done, failed) =>
    request.session.save((error?: Error) => (error ? failed(error) : done())),
  );
  return kept;
}

/** Ends the panel session of a browser. */
export async function end(request: Request): Promise<void> {
  await new Promise<void>((done, failed) =>
    request.session.destroy((error?: Error) => (error ? failed(error) : done())),
  );
}

/** The signed-in staff member of a request, as services take them. `route` is a template without ids. */
export function staffOf({ sub, act, sid, ep, rol, mfa }: Kept, route: string, address?: string): Staff {
  return {
    kind: 'staff',
    id: sub,
    role: rol,
    secondFactor: mfa,
    libraryId: act,
    credentialId: sid,
    credentialEpoch: ep[2],
    requestId: randomUUID(),
    route,
    ...(address === undefined ? {} : { address }),
  };
}
