import type { Pool } from 'pg';
import { Gathered } from '../database/gathered.js';
import { PLATFORM, type Scope } from '../database/scope.js';
import type { Claims } from './access-token.js';
import { hashOfToken, libraryOfToken } from './opaque-token.js';
import type { Scope as KeyScope } from './api-key.entity.js';

interface Standing {
  ok: boolean;
}

interface KeyFound {
  id: string;
  scopes: KeyScope[];
}

/** Whether what a caller shows still stands: asked of the database at every request, for many callers at once. */
export class Credentials {
  private readonly sessions: Gathered<Claims, Standing>;
  private readonly keys: Gathered<string, KeyFound | null>;

  constructor(pool: Pool) {
    this.sessions = new Gathered(pool, standings);
    this.keys = new Gathered(pool, keysOf);
  }

  /** True when the session is neither revoked nor expired and none of the token's three epochs is below the stored one. */
  async stands(claims: Claims): Promise<boolean> {
    return (await this.sessions.ask(claims.lib, claims)).ok;
  }

  /** The key with its library, or null when there is none or it is revoked. */
  async apiKey(token: string): Promise<(KeyFound & { libraryId: string }) | null> {
    const libraryId = libraryOfToken(token);
    const found = libraryId && (await this.keys.ask(libraryId, token));
    return found ? { ...found, libraryId } : null;
  }
}

async function standings(scope: Scope, asked: Claims[]): Promise<Standing[]> {
  const { rows } = await scope.tell<{ ok: boolean }>({
    name: 'standings',
    text: `
      select s.id is not null and s.revoked_at is null and s.expires_at > now() and s.subject_id = a.sub
             and p.token_epoch <= a.p and l.token_epoch <= a.l and u.token_epoch <= a.s
             and u.state in ('active', 'restricted') as ok
      from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::int[], $7::int[]) with ordinality
           as a(sid, sub, act, p, l, s, place)
      left join session s on s.library_id = $1 and s.id = a.sid
      left join subject u on u.library_id = $1 and u.id = a.sub
      left join library_directory l on l.id = a.act
      left join library_directory p on p.id = '${PLATFORM}'
      order by a.place`,
    values: [
      scope.libraryId,
      asked.map((one) => one.sid),
      asked.map((one) => one.sub),
      asked.map((one) => one.act),
      asked.map((one) => one.ep[0]),
      asked.map((one) => one.ep[1]),
      asked.map((one) => one.ep[2]),
    ],
  });
  return rows.map((row) => ({ ok: row.ok }));
}

async function keysOf(scope: Scope, tokens: string[]): Promise<(KeyFound | null)[]> {
  const hashes = tokens.map(hashOfToken);
  const { rows } = await scope.tell<{ id: string; scopes: KeyScope[]; token_hash: Buffer }>({
    name: 'api_keys',
    text: `select id, scopes, token_hash from api_key where library_id = $1 and token_hash = any($2::bytea[]) and revoked_at is null`,
    values: [scope.libraryId, hashes],
  });
  return hashes.map((hash) => {
    const row = rows.find((one) => one.token_hash.equals(hash));
    return row ? { id: row.id, scopes: row.scopes } : null;
  });
}
