import { existsSync, readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A setting that is missing or wrong; the message says which one and what to write. */
export class WrongSetting extends Error {
  override name = 'WrongSetting';
}

/** Who runs the platform, and who stands for it: what Art. 30(2)(a) asks of its record. */
export interface Processor {
  name?: string;
  address?: string;
  contact?: string;
  dataProtectionOfficer?: string;
  /** For a processor that is not established in the Union (Art. 27). */
  representative?: { name: string; address: string; email: string };
}

/** Everything the environment decides, checked once at start. No other file reads the environment. */
export interface Config {
  host: string;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  /** Absent: the embedded Postgres in `dataDir`. */
  database?: { application: string; owner?: string; maintenance?: string };
  poolSize: number;
  filesDir: string;
  erasureLedgerDir: string;
  keyringDir: string;
  keyExportRecipients: string[];
  /** Whom backups are encrypted for; unset: as key exports. */
  backupRecipients: string[];
  /** Absent: no backup is made by the calendar. */
  backups?: BackupPlace;
  smtpUrl?: string;
  mailFrom?: string;
  /** Undecided (`undefined`) means: what the embedded database remembers, or yes when it is made now. */
  demo?: boolean;
  trustProxy: boolean | string;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  metricsPort: number;
  /** How many megabytes a file of an item may have at most. */
  itemMegabytes: number;
  /** How many megabytes an attachment to a conversation may have at most. */
  attachmentMegabytes: number;
  /** How many megabytes a file may have that a reader brings along from another library. */
  importMegabytes: number;
  /** Whether webhooks of recipients may be http and lie in networks of their own. */
  webhooksAtHome: boolean;
  /** Root of token and cookie secrets, 32 bytes; absent in embedded mode, where it is generated. */
  secret?: Buffer;
  rateLimits: boolean;
  /** The authority that time-stamps the ledger (RFC 3161); absent: none does. */
  timestampUrl?: string;
  /** A PEM file of the roots that its certificate must lead to; absent: whatever certificate comes with a token. */
  timestampCa?: string;
  /** Who runs the platform, as its record names it (Art. 30(2)(a)); what is absent is told from its address. */
  processor: Processor;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** @throws WrongSetting naming the variable and what it may be. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = settings(env);
  const dataDir = resolve(read.text('DATA_DIR', './data'));
  const host = read.text('HOST', '127.0.0.1');
  const port = read.whole('PORT', 3000, 0, 65535);
  const database = databaseOf(env);
  const secret = env.CARREL_SECRET ? secretOf(env.CARREL_SECRET) : undefined;
  if (database && !secret) {
    throw new WrongSetting(
      'CARREL_SECRET is required with DATABASE_URL: write 32 random bytes in base64 (openssl rand -base64 32).',
    );
  }
  const keyExportRecipients = read.list('KEY_EXPORT_RECIPIENTS', []);
  const keyringDir = directoryOf('KEYRING_URL', env.KEYRING_URL, resolve(dataDir, 'keyring'));
  const backups = backupsOf(read, env, [keyringDir, resolve(dataDir, 'key-exports')]);
  const demo = env.DEMO === undefined || env.DEMO === '' ? undefined : read.flag('DEMO', false);
  return {
    host,
    port,
    publicUrl: read
      .text('PUBLIC_URL', `http://${host.includes(':') ? `[${host}]` : host}:${port}`)
      .replace(/\/+$/, ''),
    dataDir,
    ...(database ? { database } : {}),
    poolSize: read.whole('DATABASE_POOL', 10, 2, 200),
    filesDir: directoryOf('FILES_URL', env.FILES_URL, resolve(dataDir, 'files')),
    erasureLedgerDir: directoryOf(
      'ERASURE_LEDGER_URL',
      env.ERASURE_LEDGER_URL,
      resolve(dataDir, 'erasure-ledger'),
    ),
    keyringDir,
    keyExportRecipients,
    backupRecipients: read.list('BACKUP_RECIPIENTS', keyExportRecipients),
    ...(backups ? { backups } : {}),
    ...(env.SMTP_URL ? { smtpUrl: env.SMTP_URL } : {}),
    ...(env.MAIL_FROM ? { mailFrom: env.MAIL_FROM } : {}),
    ...(demo === undefined ? {} : { demo }),
    trustProxy: proxyOf(env.TRUST_PROXY),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    itemMegabytes: read.whole('ITEM_MEGABYTES', 512, 1, 100_000),
    importMegabytes: read.whole('IMPORT_MEGABYTES', 2_048, 1, 100_000),
    attachmentMegabytes: read.whole('ATTACHMENT_MEGABYTES', 100, 1, 100_000),
    metricsPort: read.whole('METRICS_PORT', port === 0 ? 0 : (port + 6464) % 65_536, 0, 65535),
    ...(secret ? { secret } : {}),
    rateLimits: read.flag('RATE_LIMITS', true),
    webhooksAtHome: read.flag('WEBHOOKS_AT_HOME', false),
    ...(env.LEDGER_TIMESTAMP_URL ? { timestampUrl: authorityOf(env.LEDGER_TIMESTAMP_URL) } : {}),
    processor: processorOf(env),
    ...(env.LEDGER_TIMESTAMP_CA ? { timestampCa: resolve(env.LEDGER_TIMESTAMP_CA) } : {}),
  };
}

/** What leads to the installation's secret, for commands that need nothing else of it. */
export function whereSecretIs({ CARREL_SECRET, DATA_DIR } = process.env): Pick<Config, 'secret' | 'dataDir'> {
  return loadConfig({ CARREL_SECRET, DATA_DIR });
}

function settings(env: NodeJS.ProcessEnv) {
  return {
    text: (name: string, unset: string) => env[name] || unset,
    list(name: string, unset: string[]): string[] {
      const found = (env[name] ?? '').split(/[\s,]+/).filter(Boolean);
      return found.length ? found : unset;
    },
    flag(name: string, unset: boolean) {
      const value = env[name];
      if (!value) return unset;
      if (value !== 'true' && value !== 'false')
        throw new WrongSetting(`${name} is "${value}": write true or false.`);
      return value === 'true';
    },
    whole(name: string, unset: number, least: number, most: number) {
      const value = env[name];
      if (!value) return unset;
      const number = Number(value);
      if (!Number.isInteger(number) || number < least || number > most) {
        throw new WrongSetting(`${name} is "${value}": write a whole number from ${least} to ${most}.`);
      }
      return number;
    },
    oneOf<T extends string>(name: string, allowed: readonly T[], unset: T): T {
      const value = env[name];
      if (!value) return unset;
      const found = allowed.find((one) => one === value);
      if (!found) throw new WrongSetting(`${name} is "${value}": write one of ${allowed.join(', ')}.`);
      return found;
    },
  };
}

function backupsOf(
  read: ReturnType<typeof settings>,
  env: NodeJS.ProcessEnv,
  keyDirs: string[],
): BackupPlace | undefined {
  const [dir, keysDir] = [read.text('BACKUP_DIR', ''), read.text('BACKUP_KEYS_DIR', '')];
  const kept = read.whole('BACKUPS_KEPT', 7, 1, 1_000);
  if (!dir && !keysDir) return undefined;
  const wrong = wrongWith(dir, keysDir, keyDirs);
  if (wrong) throw new WrongSetting(wrong);
  if (env.DATABASE_URL && !env.DATABASE_OWNER_URL)
    throw new WrongSetting('DATABASE_OWNER_URL is required with BACKUP_DIR: a backup reads every table.');
  return { dir: resolve(dir), keysDir: resolve(keysDir), kept };
}

function databaseOf(env: NodeJS.ProcessEnv): Config['database'] {
  if (!env.DATABASE_URL) return undefined;
  return {
    application: env.DATABASE_URL,
    ...(env.DATABASE_OWNER_URL ? { owner: env.DATABASE_OWNER_URL } : {}),
    ...(env.DATABASE_MAINTENANCE_URL ? { maintenance: env.DATABASE_MAINTENANCE_URL } : {}),
  };
}

function directoryOf(name: string, url: string | undefined, unset: string): string {
  if (!url) return unset;
  if (!url.startsWith('file:'))
    throw new WrongSetting(`${name} is "${url.split(':')[0]}:…": only file:DIRECTORY is supported.`);
  return url.startsWith('file://') ? fileURLToPath(url) : resolve(url.slice('file:'.length));
}

function secretOf(text: string): Buffer {
  const secret = Buffer.from(text, 'base64');
  if (secret.length < 32)
    throw new WrongSetting(
      'CARREL_SECRET is too short: write 32 random bytes in base64 (openssl rand -base64 32).',
    );
  return secret;
}

function authorityOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new WrongSetting(
      'LEDGER_TIMESTAMP_URL is no address of a time-stamp authority: write http://… or https://…, without a password.',
    );
  return url.href;
}

/** Reads it from the environment. @throws WrongSetting for a representative of whom something is missing */
function processorOf(env: NodeJS.ProcessEnv): Processor {
  const {
    PROCESSOR_NAME: name,
    PROCESSOR_ADDRESS: address,
    PROCESSOR_CONTACT: contact,
    PROCESSOR_DPO: dataProtectionOfficer,
    PROCESSOR_REPRESENTATIVE: representative,
  } = env;
  return {
    ...(name ? { name } : {}),
    ...(address ? { address } : {}),
    ...(contact ? { contact } : {}),
    ...(dataProtectionOfficer ? { dataProtectionOfficer } : {}),
    ...(representative ? { representative: representativeOf(representative) } : {}),
  };
}

function representativeOf(text: string): NonNullable<Processor['representative']> {
  const [name, address, email, ...more] = text.split(';').map((part) => part.trim());
  if (!name || !address || !email || !/^[^@\s]+@[^@\s]+$/.test(email) || more.length)
    throw new WrongSetting(
      'PROCESSOR_REPRESENTATIVE is not whole: write "name; postal address; e-mail address", parted by semicolons.',
    );
  return { name, address, email };
}

function proxyOf(text: string | undefined): boolean | string {
  if (!text || text === 'false') return false;
  return text === 'true' ? true : text;
}

/** Where nightly backups go, where the keys go that open them, and how many backups are kept. */
export interface BackupPlace {
  dir: string;
  keysDir: string;
  kept: number;
}

/** Whether one directory is the other, or lies in it. */
export function lieTogether(one: string, other: string): boolean {
  const [a, b] = [resolve(one) + sep, resolve(other) + sep];
  return a.startsWith(b) || b.startsWith(a);
}

/** Places as the environment names them: what is wrong with them, in a sentence that says what to write; null: nothing. */
function wrongWith(dir: string, keysDir: string, keyDirs: string[]): string | null {
  if (!keysDir)
    return 'BACKUP_KEYS_DIR is required with BACKUP_DIR: name another directory, best on another machine, for the keys.';
  if (!dir)
    return 'BACKUP_KEYS_DIR is set and BACKUP_DIR is not: name the directory for nightly backups, or neither.';
  if ([keysDir, ...keyDirs].some((keys) => lieTogether(dir, keys)))
    return 'BACKUP_DIR and the keys that open it must not lie together: name a directory for BACKUP_KEYS_DIR that is not BACKUP_DIR nor in it, and no directory of keys for BACKUP_DIR.';
  return null;
}

/** The version in package.json, for `/health` and the API document. */
export function versionOfCarrel(): string {
  for (const up of ['..', '../..']) {
    const file = new URL(`${up}/package.json`, import.meta.url);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return '0.0.0';
}
