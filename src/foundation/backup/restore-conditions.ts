import type { Client } from 'pg';
import type { Migrations } from '../database/migrate.js';
import type { RoleUrls } from '../database/roles.js';
import { NotRestored } from './backup-errors.js';
import { KeyExportFile, type ProvenExport } from './key-export-file.js';
import { liveHeads } from './live-heads.js';
import type { Manifest } from './manifest.js';
import * as check from './restore-checks.js';

type Migration = Extract<Migrations, unknown[]>[number];

/** The installation that is restored into. */
export interface Target {
  urls: RoleUrls;
  root: Buffer;
  migrations: Migration[];
  filesDir: string;
  keyringDir: string;
  erasureLedgerDir: string;
}

/** What is restored. Without `from`: a database that Postgres's own tools have put back already. */
export interface Wanted {
  from?: string;
  /** The operator's age identity. */
  identity: string;
  /** A key export; absent: the key tables of the database that is there. */
  keys?: string;
  replace?: boolean;
  /** Forgets how far an unfinished restore came, so that another key export is used. */
  startOver?: boolean;
}

/** What has to be at hand before a restore touches anything. */
export class RestoreConditions {
  constructor(
    private readonly target: Target,
    private readonly wanted: Wanted,
    private readonly client: Client,
  ) {}

  /** @throws NotRestored for whatever makes this restore impossible, before anything is touched */
  async refuse(manifest: Manifest | null) {
    const { urls, migrations, erasureLedgerDir } = this.target;
    await check.refuseInUse(this.client, urls.application);
    const { replace = false, startOver = false } = this.wanted;
    const isWhole = !(startOver && manifest) && (await check.hasTables(this.client));
    const live = isWhole ? await liveHeads(this.client) : null;
    if (!manifest && !live) throw new NotRestored('The database holds nothing: restore it first.');
    if (manifest) {
      await check.refuseFull(this.client, replace || startOver);
      const known = migrations.map(({ name: migration }) => migration);
      const unknown = manifest.migrations.find((one) => !known.includes(one));
      if (unknown)
        throw new NotRestored(
          `The backup is of Carrel ${manifest.carrel}, which is newer (${unknown}): install that first.`,
        );
    }
    await check.refuseWithoutLedger(
      erasureLedgerDir,
      manifest ?? live ?? { logs: [], erasureLedger: [] },
      live?.erasureLedger,
    );
  }

  /** The key export, tried; null for the keys of the database itself. @throws NotRestored when neither is there */
  async provenKeys(manifest: Manifest | null) {
    const { keys, identity } = this.wanted;
    if (keys === undefined) {
      if (await check.hasKeys(this.client)) return null;
      throw new NotRestored(
        'The current key store is missing: the database holds no keys. Name the newest key export with --keys.',
      );
    }
    const file = new KeyExportFile(keys, identity);
    const proven: ProvenExport = await file.prove();
    if (manifest) check.refuseOldKeys(proven.madeAt, manifest.takenAt, keys);
    await check.refuseWithoutLedger(
      this.target.erasureLedgerDir,
      { logs: [], erasureLedger: [] },
      proven.erasureLedger,
    );
    return { file, proven };
  }
}
