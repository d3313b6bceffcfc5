import { Global, Module, type BeforeApplicationShutdown, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { KeyStore } from './encryption/key-store.js';
import { LedgerEntry } from './leaves/ledger-entry.entity.js';
import { Leaves } from './leaves/leaves.js';
import { Setting } from './setting.js';
import { Records } from './records/records.js';
import { Tables } from './records/tables.js';
import { Anchors } from './ledger/anchors.js';
import { FactCheck } from './ledger/fact-check.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerCheckpoint, LedgerLog, LedgerTile } from './ledger/ledger.entity.js';
import { LogExport } from './ledger/log-export.js';
import { LogKeys } from './ledger/log-keys.js';
import { LogStates } from './ledger/log-states.js';
import { OutsideAnchor } from './ledger/outside-anchor.entity.js';
import { OutsideAnchors } from './ledger/outside-anchors.js';
import { PublishedHeads } from './ledger/published-heads.js';
import { PublishedLog } from './ledger/published-log.js';
import { Sequencer } from './ledger/sequencer.js';
import { Sequencing } from './ledger/sequencing.js';
import { authorityOf } from './ledger/time-stamp-roots.js';
import { TimeStamping } from './ledger/time-stamping.js';

const provide = (token: unknown, inject: unknown[], useFactory: (...args: never[]) => unknown) =>
  ({ provide: token, inject, useFactory }) as Provider;

const PROVIDERS = [
  provide(LogKeys, [KeyStore, Setting, Pool], ({ ring }: KeyStore, { config }: Setting, pool: Pool) =>
    LogKeys.open(ring, config.keyringDir, pool),
  ),
  provide(PublishedHeads, [Setting], ({ config }: Setting) => new PublishedHeads(config.erasureLedgerDir)),
  provide(
    Sequencer,
    [Pool, LogKeys, PublishedHeads, Setting],
    (pool: Pool, keys: LogKeys, heads: PublishedHeads, { config }: Setting) =>
      new Sequencer(pool, keys, heads, new URL(config.publicUrl).host),
  ),
  provide(
    Sequencing,
    [Sequencer, Anchors, Leaves],
    (sequencer: Sequencer, anchors: Anchors, leaves: Leaves) => new Sequencing(sequencer, anchors, leaves),
  ),
  provide(
    Ledger,
    [LogKeys, Setting],
    (keys: LogKeys, { config }: Setting) => new Ledger(keys, new URL(config.publicUrl).host),
  ),
  provide(Anchors, [Pool, Leaves], (pool: Pool, leaves: Leaves) => new Anchors(pool, leaves)),
  provide(PublishedLog, [Pool], (pool: Pool) => new PublishedLog(pool)),
  provide(LogExport, [Pool], (pool: Pool) => new LogExport(pool)),
  provide(FactCheck, [Records, Tables], (records: Records, tables: Tables) => new FactCheck(records, tables)),
  provide(OutsideAnchors, [Pool], (pool: Pool) => new OutsideAnchors(pool)),
  provide(
    TimeStamping,
    [Records, OutsideAnchors, Setting],
    (records: Records, anchors: OutsideAnchors, { config }: Setting) =>
      new TimeStamping(records, anchors, authorityOf(config)),
  ),
  provide(
    LogStates,
    [Pool, PublishedHeads],
    (pool: Pool, heads: PublishedHeads) => new LogStates(pool, heads),
  ),
];

/** The ledger: what facts left in it is numbered, signed and shown. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([LedgerEntry, LedgerLog, LedgerTile, LedgerCheckpoint, OutsideAnchor])],
  providers: PROVIDERS,
  exports: [
    PublishedHeads,
    Sequencer,
    Sequencing,
    Ledger,
    PublishedLog,
    LogExport,
    FactCheck,
    OutsideAnchors,
    TimeStamping,
    LogStates,
  ],
})
export class LedgerModule implements BeforeApplicationShutdown {
  constructor(private readonly sequencing: Sequencing) {}

  async beforeApplicationShutdown() {
    await this.sequencing.stop();
  }
}
