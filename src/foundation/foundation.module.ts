import {
  Global,
  Logger,
  Module,
  type DynamicModule,
  type Provider,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Config } from '../config.js';
import { AccessTokens, secretFor } from './access/access-token.js';
import { AddressBlock } from './access/address-block.entity.js';
import { ApiKeyRecord } from './access/api-key.entity.js';
import { Credentials } from './access/credentials.js';
import { JwtStrategy } from './access/jwt.strategy.js';
import { LibraryDirectory } from './access/library-directory.entity.js';
import { PageSessions } from './access/page-sessions.js';
import { Restraints } from './access/restraints.js';
import { ServedNotices } from './access/served-notice.js';
import { SessionEnds } from './access/session-ends.js';
import { SecurityEvent } from './access/security-event.entity.js';
import { Session } from './access/session.entity.js';
import { RefreshTokens } from './access/refresh-tokens.js';
import { Sessions } from './access/sessions.js';
import { SignedInGuard } from './access/signed-in.guard.js';
import { RestoreDrill } from './backup/restore-drill.entity.js';
import { DataMap, IncompleteDataMap, undeclaredTables } from './data-map/data-map.js';
import { PostgresNames } from './database/naming.js';
import { Queue } from './database/queue.js';
import { EpochTick } from './encryption/epoch-tick.js';
import { Epochs } from './encryption/epochs.js';
import { FileKeyRing } from './encryption/file-key-ring.js';
import { KeyCare } from './encryption/key-care.js';
import { KeyExports } from './encryption/key-exports.js';
import { KeyStore } from './encryption/key-store.js';
import { KeyEpoch, KeyExport, LibraryKey, SealingKey } from './encryption/keys.entity.js';
import { SealedStore } from './files/sealed-store.js';
import { Leaves } from './leaves/leaves.js';
import { Letter } from './mail/letter.entity.js';
import { Outbox } from './mail/outbox.js';
import { FileTransport, SmtpTransport, type MailTransport } from './mail/transport.js';
import { Idempotency } from './operations/idempotency.service.js';
import { IdempotentAnswer } from './operations/idempotent-answer.entity.js';
import { MetricsServer } from './operations/metrics-server.js';
import { AccessEntry } from './records/access-entry.entity.js';
import { AccessLog } from './records/access-log.js';
import { AccessLogRun } from './records/access-log-run.entity.js';
import { BlindIndex } from './records/blind-index.entity.js';
import { Canary } from './records/canary.entity.js';
import { Correction } from './records/correction.entity.js';
import { Fact } from './records/fact.entity.js';
import { LegalHold } from './records/legal-hold.entity.js';
import { OneTimeSecrets } from './records/one-time-secrets.js';
import { Records } from './records/records.js';
import { ErasureLedgerHead } from './records/erasure-ledger.entity.js';
import { ErasureLedger } from './records/erasure-ledger.js';
import { SubjectRows } from './records/subject-rows.js';
import { Reindex } from './records/reindex.js';
import { RestrictedView } from './records/restricted-view.entity.js';
import { Restriction } from './records/restriction.entity.js';
import { Subject } from './records/subject.entity.js';
import { Tables } from './records/tables.js';
import { Setting } from './setting.js';

const ENTITIES = [
  LibraryDirectory,
  KeyEpoch,
  KeyExport,
  LibraryKey,
  SealingKey,
  Subject,
  BlindIndex,
  ErasureLedgerHead,
  RestoreDrill,
  AccessEntry,
  AccessLogRun,
  Canary,
  SecurityEvent,
  Fact,
  Correction,
  Restriction,
  LegalHold,
  RestrictedView,
  Session,
  ApiKeyRecord,
  AddressBlock,
  Letter,
  IdempotentAnswer,
];

export const MAIL_TRANSPORT = Symbol('mail transport');

/** The ground floor: everything that knows no right and no duty, for all modules above. */
@Global()
@Module({})
export class FoundationModule implements BeforeApplicationShutdown {
  constructor(private readonly log: AccessLog) {}

  static with(setting: Setting): DynamicModule {
    const { config, urls, root } = setting;
    const factory = (provide: unknown, inject: unknown[], useFactory: (...args: never[]) => unknown) =>
      ({ provide, inject, useFactory }) as Provider;
    return {
      module: FoundationModule,
      imports: [
        PassportModule,
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: urls.application,
          autoLoadEntities: true,
          namingStrategy: new PostgresNames(),
          synchronize: false,
          installExtensions: false,
          retryAttempts: 0,
          poolSize: config.poolSize,
          extra: { pipeline: true, connectionTimeoutMillis: 5_000, keepAlive: true },
          poolErrorHandler: (error: unknown) =>
            new Logger('Database').warn(
              { code: (error as { code?: string }).code },
              'an idle connection ended',
            ),
        }),
        TypeOrmModule.forFeature(ENTITIES),
      ],
      providers: [
        { provide: Setting, useValue: setting },
        factory(
          Pool,
          [getDataSourceToken()],
          (source: DataSource) => (source.driver as PostgresDriver).master as Pool,
        ),
        factory(Tables, [getDataSourceToken()], (source: DataSource) => new Tables(source)),
        factory(DataMap, [getDataSourceToken()], (source: DataSource) => wholeMap(source)),
        factory(ErasureLedger, [Pool, DataMap], (pool: Pool, map: DataMap) =>
          erasureLedger(pool, map, config),
        ),
        factory(
          SubjectRows,
          [DataMap, Tables],
          (map: DataMap, tables: Tables) => new SubjectRows(map, tables),
        ),
        factory(KeyStore, [], () => FileKeyRing.open(config.keyringDir).then((ring) => new KeyStore(ring))),
        factory(Epochs, [Pool, KeyStore], async (pool: Pool, keys: KeyStore) => {
          const epochs = new Epochs(pool, keys, config.keyringDir);
          await epochs.open();
          return epochs;
        }),
        factory(Leaves, [], () => new Leaves()),
        factory(
          AccessLog,
          [Pool, Leaves],
          (pool: Pool, leaves: Leaves) => new AccessLog(pool, leaves, secretFor('access-address', root)),
        ),
        factory(
          KeyExports,
          [Pool, KeyStore],
          (pool: Pool, { ring }: KeyStore) =>
            new KeyExports(pool, ring, join(config.dataDir, 'key-exports'), config.keyExportRecipients),
        ),
        factory(
          KeyCare,
          [EpochTick, Epochs, KeyExports],
          (...parts: ConstructorParameters<typeof KeyCare>) => new KeyCare(...parts),
        ),
        factory(
          EpochTick,
          [Pool, Epochs, KeyStore, KeyExports, Tables, AccessLog],
          (pool: Pool, epochs: Epochs, keys: KeyStore, exports: KeyExports, tables: Tables, log: AccessLog) =>
            new EpochTick(pool, epochs, keys, { reindex: new Reindex(tables, keys, log), exports }),
        ),
        factory(
          Queue,
          [],
          () =>
            new Queue(urls.application, (error) =>
              new Logger('Queue').warn({ name: error.name }, 'the queue waits for the database'),
            ),
        ),
        factory(
          Records,
          [Pool, Tables, KeyStore, AccessLog, Queue, Leaves],
          (...parts: ConstructorParameters<typeof Records>) => new Records(...parts),
        ),
        factory(AccessTokens, [], () => new AccessTokens(root)),
        factory(
          Sessions,
          [Pool, AccessTokens],
          (pool: Pool, tokens: AccessTokens) => new Sessions(pool, tokens, new RefreshTokens(root)),
        ),
        factory(
          PageSessions,
          [Pool, AccessTokens],
          (pool: Pool, tokens: AccessTokens) => new PageSessions(pool, tokens, root),
        ),
        factory(Restraints, [Pool], (pool: Pool) => new Restraints(pool)),
        factory(SessionEnds, [Pool], (pool: Pool) => new SessionEnds(pool)),
        factory(OneTimeSecrets, [], () => new OneTimeSecrets()),
        factory(ServedNotices, [], () => new ServedNotices(root)),
        factory(Credentials, [Pool], (pool: Pool) => new Credentials(pool)),
        factory(
          Idempotency,
          [Records, DataMap],
          (records: Records, map: DataMap) => new Idempotency(records, secretFor('idempotency', root), map),
        ),
        factory(MetricsServer, [], () => new MetricsServer(config.metricsPort)),
        factory(JwtStrategy, [AccessTokens], (tokens: AccessTokens) => new JwtStrategy(tokens)),
        factory(MAIL_TRANSPORT, [], () => transportOf(config)),
        factory(
          Outbox,
          [Records, MAIL_TRANSPORT],
          (records: Records, transport: MailTransport) => new Outbox(records, transport, sender(config)),
        ),
        factory(SealedStore, [Pool, KeyStore, DataMap], (pool: Pool, keys: KeyStore, map: DataMap) =>
          sealedStore(pool, keys, map, config),
        ),
        { provide: APP_GUARD, useClass: SignedInGuard },
      ],
      exports: [
        Setting,
        Pool,
        Tables,
        DataMap,
        SubjectRows,
        ErasureLedger,
        KeyStore,
        Epochs,
        EpochTick,
        KeyExports,
        KeyCare,
        Leaves,
        AccessLog,
        Queue,
        Records,
        AccessTokens,
        Sessions,
        PageSessions,
        Restraints,
        SessionEnds,
        OneTimeSecrets,
        ServedNotices,
        Credentials,
        Outbox,
        Idempotency,
        SealedStore,
        MAIL_TRANSPORT,
      ],
    };
  }

  /** While there are connections: they are closed with the hooks of the shutdown itself. */
  async beforeApplicationShutdown() {
    await this.log.close();
  }
}

async function wholeMap(source: DataSource): Promise<DataMap> {
  const map = new DataMap(source);
  const strangers = await undeclaredTables(source);
  const faults = [...map.faults(), ...strangers.map((name) => `${name} is a table that no entity declares.`)];
  if (faults.length) throw new IncompleteDataMap(faults);
  return map;
}

async function sealedStore(pool: Pool, keys: KeyStore, map: DataMap, config: Config): Promise<SealedStore> {
  const store = new SealedStore(pool, keys, config.filesDir);
  map.place({
    en: {
      name: 'sealed files',
      where: 'FILES_URL',
      holds:
        'items of libraries, attachments to conversations and downloads of readers, each sealed under its owner’s key',
      keptFor: 'as long as the row that names the file',
    },
    es: {
      name: 'archivos sellados',
      where: 'FILES_URL',
      holds:
        'obras de las bibliotecas, adjuntos de conversaciones y descargas de las personas usuarias, cada uno sellado con la clave de su dueño',
      keptFor: 'mientras exista la fila que nombra el archivo',
    },
  });
  map.onErasure('files', ({ libraryId, subjectId }) => store.forget(libraryId, subjectId));
  await store.sweep(new Date());
  return store;
}

function erasureLedger(pool: Pool, map: DataMap, config: Config): ErasureLedger {
  map.place({
    en: {
      name: 'backups',
      where: 'where carrel backup puts them',
      holds:
        'what tables and sealed files hold, encrypted once more for the operator, without the keys that open it; whoever was erased is erased again before a restored one is used',
      keptFor: 'as long as the operator’s policy says; unreadable for an erased reader after eight days',
    },
    es: {
      name: 'copias de seguridad',
      where: 'donde las pone carrel backup',
      holds:
        'lo que guardan las tablas y los archivos sellados, cifrado una vez más para el operador, sin las claves que lo abren; a quien se borró se le borra de nuevo antes de usar una copia restaurada',
      keptFor: 'lo que diga la política del operador; ilegibles sobre una persona borrada pasados ocho días',
    },
  });
  map.place({
    en: {
      name: 'erasure ledger',
      where: 'ERASURE_LEDGER_URL',
      holds:
        'ids of erased readers and of their keys, without a name, so that a restored backup can be made to forget again',
      keptFor: 'as long as the oldest backup',
    },
    es: {
      name: 'libro de supresiones',
      where: 'ERASURE_LEDGER_URL',
      holds:
        'identificadores de personas borradas y de sus claves, sin nombre, para que una copia restaurada pueda volver a olvidar',
      keptFor: 'tanto como la copia más antigua',
    },
  });
  return new ErasureLedger(pool, config.erasureLedgerDir);
}

function transportOf(config: Config): MailTransport {
  return config.smtpUrl
    ? new SmtpTransport(config.smtpUrl)
    : new FileTransport(join(config.dataDir, 'outbox'));
}

function sender(config: Config) {
  const domain = new URL(config.publicUrl).hostname;
  return { address: config.mailFrom ?? `Carrel <no-reply@${domain}>`, domain };
}
