import { execFile } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { tokenOf } from '../../src/foundation/ledger/time-stamp-token.js';

const REPLY = 'application/timestamp-reply';
const OPENSSL = process.env.OPENSSL_PATH ?? 'openssl';

/** How the authority answers: well, or in one of the ways in which an answer can be no time-stamp. */
export type Manner =
  | 'well'
  | 'rejection'
  | 'other nonce'
  | 'no nonce'
  | 'other imprint'
  | 'other time'
  | 'other signature'
  | 'no token'
  | 'html'
  | 'html as a reply'
  | 'ten megabytes'
  | 'status 503'
  | 'redirect'
  | 'silence';

const CONFIGURATION = `
[req]
distinguished_name = name
[name]
[tsa]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_chain = no
[signer]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
[any]
basicConstraints = critical,CA:false
extendedKeyUsage = serverAuth
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
`;

/** Runs openssl in a folder. @throws Error with its last words, or that it is missing */
export async function openssl(folder: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(OPENSSL, args, { cwd: folder });
    return stdout + stderr;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new Error('These tests need openssl, and it is not on this machine: install it.', {
        cause: error,
      });
    throw new Error(`openssl ${args.join(' ')}: ${stderr}`, { cause: error });
  }
}

/** A time-stamp authority on this machine: openssl behind an HTTP server, with a root of its own. */
export class TestAuthority {
  manner: Manner = 'well';
  /** How many requests came. */
  asked = 0;

  private constructor(
    readonly folder: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async start(): Promise<TestAuthority> {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-tsa-'));
    await writeFile(join(folder, 'serial'), '01');
    const root = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-config',
      'tsa.cnf',
      '-extensions',
    ];
    const named = (name: string) => ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`];
    await writeFile(join(folder, 'tsa.cnf'), CONFIGURATION);
    for (const name of ['root', 'stranger']) await openssl(folder, ...root, 'root', ...named(name));
    const issued = ['-CA', 'root.pem', '-CAkey', 'root.key'];
    await openssl(folder, ...root, 'signer', ...issued, ...named('signer'));
    await openssl(folder, ...root, 'any', ...issued, ...named('any'));
    const server = createServer();
    const authority = new TestAuthority(folder, server);
    server.on('request', (request, response) => void authority.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return authority;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/tsa`;
  }

  /** The path of a file of the authority's folder, such as `root.pem`. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** What `openssl ts -verify` says of a token over a text, checked up to the authority's root. */
  async verify(token: Buffer, text: string): Promise<string> {
    const name = randomBytes(4).toString('hex');
    await writeFile(this.path(`${name}.der`), token);
    await writeFile(this.path(`${name}.txt`), text);
    const about = ['-in', `${name}.der`, '-token_in', '-data', `${name}.txt`];
    return openssl(this.folder, 'ts', '-verify', ...about, '-CAfile', 'root.pem');
  }

  /** A token over a text, as a client gets it, with what the client asked for. */
  async stamped(text: string): Promise<{ token: Buffer; digest: Buffer; nonce: Buffer }> {
    const digest = hash('sha256', text, 'buffer');
    await openssl(
      this.folder,
      'ts',
      '-query',
      '-sha256',
      '-digest',
      digest.toString('hex'),
      '-cert',
      '-out',
      'own.tsq',
    );
    const query = await readFile(this.path('own.tsq'));
    // The last two of a query: its nonce, and that a certificate is wanted (3 bytes).
    const nonceAt = query.indexOf(digest) + digest.length;
    const nonce = query.subarray(nonceAt + 2, query.length - 3);
    return { token: tokenOf(await this.signed(query)), digest, nonce };
  }

  /** The same with a signature of another certificate, which `isNamed` in what is signed or not. */
  async forged(text: string, signer: string, isNamed: boolean) {
    const stamped = await this.stamped(text);
    await writeFile(this.path('token.der'), stamped.token);
    const content = ['-inform', 'DER', '-in', 'token.der', '-out', 'content.der'];
    await openssl(this.folder, 'cms', '-verify', '-noverify', ...content);
    const about = ['-binary', '-nodetach', '-outform', 'DER', '-econtent_type', '1.2.840.113549.1.9.16.1.4'];
    const by = ['-signer', `${signer}.pem`, '-inkey', `${signer}.key`, ...(isNamed ? ['-cades'] : [])];
    await openssl(this.folder, 'cms', '-sign', ...about, ...by, '-in', 'content.der', '-out', 'forged.der');
    return { ...stamped, token: await readFile(this.path('forged.der')) };
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    this.asked += 1;
    const query = await buffer(request);
    const isQuery =
      request.method === 'POST' && request.headers['content-type'] === 'application/timestamp-query';
    const say = (status: number, type: string, body: Buffer | string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (!isQuery) return say(400, 'text/plain', 'no query');
    const html = '<!doctype html><title>Please sign in</title>';
    switch (this.manner) {
      case 'silence':
        return;
      case 'html':
        return say(200, 'text/html', html);
      case 'html as a reply':
        return say(200, REPLY, html);
      case 'ten megabytes':
        return say(200, REPLY, Buffer.alloc(10 * 1024 * 1024, 0x30));
      case 'status 503':
        return say(503, 'text/plain', 'later');
      case 'redirect':
        return response.writeHead(302, { location: this.url }).end();
      case 'no token':
        return say(200, REPLY, Buffer.from('30053003020100', 'hex'));
      default:
        return say(200, REPLY, await this.reply(query, this.manner));
    }
  }

  private async reply(query: Buffer, manner: Manner): Promise<Buffer> {
    const reply = await this.signed(await this.changed(query, manner));
    // What is signed and the signature, changed afterwards.
    if (manner === 'other time') flip(reply, reply.indexOf('Z', reply.indexOf('\x18\x0f20')) - 1);
    if (manner === 'other signature') flip(reply, reply.length - 1);
    return reply;
  }

  /** A query that the caller did not send. */
  private async changed(query: Buffer, manner: Manner): Promise<Buffer> {
    const digestAt = query.indexOf(Buffer.of(0x04, 0x20)) + 2;
    const digest = query.subarray(digestAt, digestAt + 32).toString('hex');
    const others: Partial<Record<Manner, string[]>> = {
      'other nonce': ['-sha256', '-digest', digest, '-cert'],
      'no nonce': ['-sha256', '-digest', digest, '-cert', '-no_nonce'],
      rejection: ['-sha1', '-digest', digest.slice(0, 40), '-cert'],
    };
    const other = others[manner];
    if (other) {
      await openssl(this.folder, 'ts', '-query', ...other, '-out', 'other.tsq');
      return readFile(this.path('other.tsq'));
    }
    if (manner === 'other imprint') flip(query, digestAt);
    return query;
  }

  private async signed(query: Buffer): Promise<Buffer> {
    await writeFile(this.path('query.tsq'), query);
    const signer = ['-signer', 'signer.pem', '-inkey', 'signer.key', '-config', 'tsa.cnf', '-section', 'tsa'];
    await openssl(this.folder, 'ts', '-reply', '-queryfile', 'query.tsq', ...signer, '-out', 'reply.tsr');
    return readFile(this.path('reply.tsr'));
  }
}

/** Changes the lowest bit of a byte. */
export function flip(bytes: Buffer, at: number) {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
}
