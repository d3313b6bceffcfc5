import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../database/migrate.js';
import { maintainPartitions } from '../database/partitions.js';
import { PLATFORM } from '../database/scope.js';
import { EpochFiles } from '../encryption/epoch-files.js';
import { NotRestored } from './backup-errors.js';
import { adoptRoots, type KeyExportFile } from './key-export-file.js';
import { keepExported, keepLive, makePlaces, putBack } from './kept-keys.js';
import type { Manifest } from './manifest.js';
import { refuseDeadEpochs } from './restore-checks.js';
import { RestoreConditions, type Target, type Wanted } from './restore-conditions.js';
import { RestoreGate, RESTORING } from './restore-gate.js';
import { RestoreSteps, type OnStep } from './restore-steps.js';
import { dropTables, fillTables, makePartitions } from './restore-tables.js';
import { copyFile } from './sealed-file-copies.js';
import { enter } from './table-rows.js';
import { filesListed, verifyBackup } from './verify.js';

/**
 * Puts back the data of a backup, of any age, under the current keys. What was erased since is erased again afterwards,
 * by whoever knows how; until then the gate is shut. A kill anywhere is made good by running it again.
 */
export class Restore {
  readonly gate: RestoreGate;
  readonly steps: RestoreSteps;
  private readonly conditions: RestoreConditions;

  constructor(
    private readonly target: Target,
    private readonly wanted: Wanted,
    private readonly client: pg.Client,
    private readonly onStep: OnStep = () => undefined,
  ) {
    this.gate = new RestoreGate(target.erasureLedgerDir);
    this.steps = new RestoreSteps(client, onStep);
    this.conditions = new RestoreConditions(target, wanted, client);
  }

  /** Everything that needs no key but the operator's. @throws NotRestored, BrokenBackup */
  async run(now: Date): Promise<void> {
    const { from, identity } = this.wanted;
    const manifest = from === undefined ? null : await verifyBackup(from, identity, this.target.root);
    await this.begin(manifest, now);
    if (from !== undefined && manifest) await this.fill(from, manifest, now);
    await this.steps.once('forward', () => this.forward(now));
    if (from !== undefined && manifest) await this.steps.once('files', () => this.putFiles(from, manifest));
    await this.steps.once('keys', () => this.putKeys(now), { whole: true });
  }

  /** Opens the gate: the last thing of all. */
  async open(): Promise<void> {
    await this.client.query(`drop schema if exists ${RESTORING} cascade`);
    await this.gate.open();
    await this.onStep('opened');
  }

  private async begin(manifest: Manifest | null, now: Date) {
    const name = manifest?.name ?? 'base-backup';
    if (this.wanted.startOver) await this.forgetSteps();
    if (await this.steps.isDone('begun')) {
      await this.gate.shut({ backup: name, startedAt: now.toISOString() });
      return;
    }
    await this.conditions.refuse(manifest);
    const exported = await this.conditions.provenKeys(manifest);
    await this.gate.shut({ backup: name, startedAt: now.toISOString() });
    try {
      if (exported) await adoptRoots(exported.proven, this.target.keyringDir);
      await this.steps.once('begun', () => this.keepKeys(exported?.file), { whole: true });
    } catch (error) {
      // Nothing was touched yet: whatever is missing, the installation is as it was.
      if (!(await this.steps.isDone('begun')) && !this.wanted.startOver) await this.gate.open();
      throw error;
    }
  }

  private async forgetSteps() {
    if (this.wanted.keys === undefined)
      throw new NotRestored('Name the newest key export with --keys: the keys at hand are half put back.');
    if (!(await this.gate.unfinished())) throw new NotRestored('No restore has begun that could start over.');
    await this.client.query(`drop schema if exists ${RESTORING} cascade`);
  }

  private async keepKeys(file: KeyExportFile | undefined) {
    await this.client.query(`create schema ${RESTORING}`);
    await this.client.query(`create table ${RESTORING}.step (name text primary key)`);
    await makePlaces(this.client);
    await (file ? keepExported(this.client, file) : keepLive(this.client));
    const living = await (await EpochFiles.open(this.target.keyringDir)).living();
    await refuseDeadEpochs(this.client, RESTORING, living);
  }

  private async fill(from: string, manifest: Manifest, now: Date) {
    const { urls, migrations } = this.target;
    await this.steps.once('emptied', () => dropTables(this.client), { whole: true });
    if (await this.steps.isDone('filled')) return;
    await migrate(
      urls.owner,
      migrations.filter(({ name }) => manifest.migrations.includes(name)),
    );
    await maintainPartitions(urls.maintenance, now);
    const filled = async () => {
      await makePartitions(this.client, manifest.partitions);
      await fillTables(this.client, from, manifest, this.wanted.identity);
      await this.onStep('filling');
    };
    await this.steps.once('filled', filled, { whole: true });
  }

  private async forward(now: Date) {
    await migrate(this.target.urls.owner, this.target.migrations);
    await maintainPartitions(this.target.urls.maintenance, now);
  }

  private async putFiles(from: string, manifest: Manifest) {
    for await (const { file } of filesListed(from, manifest, this.wanted.identity))
      await copyFile(join(from, 'files', file), join(this.target.filesDir, file));
  }

  private async putKeys(now: Date) {
    await putBack(this.client);
    const living = await (await EpochFiles.open(this.target.keyringDir)).living();
    await this.client.query('delete from admin_session');
    await enter(this.client, PLATFORM);
    // What the ring has destroyed since the backup is destroyed here too.
    await this.client.query(
      `update key_epoch set state = 'destroyed', retired_at = coalesce(retired_at, $3), destroyed_at = coalesce(destroyed_at, $3)
       where library_id = $1 and epoch <> all($2) and destroyed_at is null`,
      [PLATFORM, living, now],
    );
  }
}
