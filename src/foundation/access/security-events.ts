import type { QueryResult } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SecurityEventKind } from './security-event.entity.js';

interface Happened {
  libraryId: string;
  kind: SecurityEventKind;
  credentialId: string | null;
}

/** Notes what should never happen, in the caller's transaction; once for as long as nobody has looked at it, so that nobody floods. */
export async function noteSecurityEvent(
  tell: (text: string, values: unknown[]) => Promise<QueryResult>,
  { libraryId, kind, credentialId }: Happened,
  now: Date,
): Promise<void> {
  await tell(
    `insert into security_event (library_id, id, kind, credential_id, happened_at) select $1, $2, $3, $4, $5
     where not exists (select 1 from security_event where library_id = $1 and kind = $3 and credential_id is not distinct from $4::uuid)`,
    [libraryId, uuidv7(), kind, credentialId, now],
  );
}
