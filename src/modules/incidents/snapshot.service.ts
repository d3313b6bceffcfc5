import { Injectable } from '@nestjs/common';
import { Session } from '../../foundation/access/session.entity.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { KeyEpoch, LibraryKey } from '../../foundation/encryption/keys.entity.js';
import { LedgerCheckpoint, LedgerLog } from '../../foundation/ledger/ledger.entity.js';
import { AccessEntry } from '../../foundation/records/access-entry.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { inLibrary } from './entries.js';

/** What is there at an instant, in heads, counts, names and versions: nothing of it is a secret or names a reader. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly records: Records,
    private readonly setting: Setting,
  ) {}

  /** The platform's and each library's part, from when the incident may have begun. */
  async of(me: SignedIn, libraries: { id: string; slug: string }[], from: Date, now: Date) {
    const parts: Record<string, unknown> = {};
    for (const { id, slug } of libraries)
      parts[slug] = await this.records.in(inLibrary(me, id), (db) => partOf(db, from));
    return {
      version: 1,
      takenAt: now.toISOString(),
      from: from.toISOString(),
      // Names of what is set, never a value: values hold addresses and secrets.
      configuration: Object.entries(this.setting.config)
        .filter(([, value]) => value !== undefined)
        .map(([name]) => name)
        .sort(),
      runtime: process.version,
      libraries: parts,
    };
  }
}

async function partOf(db: Rows, from: Date): Promise<Record<string, unknown>> {
  const log = await db.find(LedgerLog, { endedAt: null });
  const head = log && (await db.find(LedgerCheckpoint, { generation: log.generation, size: log.size }));
  const epochs = await db.all(KeyEpoch, {});
  const keys = await db.all(LibraryKey, {});
  return {
    ledger: log && {
      generation: log.generation,
      size: log.size,
      key: log.key,
      checkpoint: head?.note ?? null,
    },
    accessLog: { from: from.toISOString(), entries: await db.count(AccessEntry, { at: { after: from } }) },
    sessions: {
      all: await db.count(Session, {}),
      open: await db.count(Session, { revokedAt: null }),
    },
    keys: {
      epochs: epochs.map(({ epoch, state }) => `${epoch} ${state}`),
      versions: [...new Set(keys.map(({ epoch }) => epoch))],
    },
  };
}
