import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { inScope } from '../database/scope.js';
import { noteSecurityEvent } from './security-events.js';

/** Notes that something sealed did not open, right after the refusal; whoever asked is told of the refusal in any case. */
export async function noteTampering(
  pool: Pool,
  { libraryId, credentialId }: { libraryId: string; credentialId: string | null },
): Promise<void> {
  const event = { libraryId, kind: 'failed-decryption', credentialId } as const;
  await inScope(pool, libraryId, (scope) =>
    noteSecurityEvent((text, values) => scope.tell({ text, values }), event, new Date()),
  ).catch((error: unknown) => {
    new Logger('Tampering').error({ name: (error as Error).name }, 'a failed decryption could not be noted');
  });
}
