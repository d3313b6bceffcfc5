import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer, { type Transporter } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Outcome } from './outcome.js';
import { SmtpLines } from './smtp-lines.js';

/** A letter ready to go. */
export interface Post {
  libraryId: string;
  subjectId: string;
  id: string;
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
  headers: Record<string, string>;
}

/** A letter whose bytes are composed already. */
export interface ComposedPost {
  libraryId: string;
  subjectId: string;
  id: string;
  from: string;
  to: string;
  bytes: Buffer;
}

/** The one seam of mail: a real server, or files for the demo. */
export interface MailTransport {
  send(post: Post): Promise<Outcome>;
  /** The same for one of many that are composed together; tells what is ambiguous where `send` may not know. */
  carry(post: ComposedPost): Promise<Outcome>;
  /** Removes what was delivered to a person, or some of it, in a form that this installation can still reach. */
  forget(libraryId: string, subjectId: string, letterIds?: string[]): Promise<void>;
  close(): void;
}

/** Hands letters to an SMTP server. */
export class SmtpTransport implements MailTransport {
  private readonly transporter: Transporter;
  private readonly lines: SmtpLines;

  constructor(url: string) {
    const { auth, ...server } = serverAt(url);
    this.transporter = nodemailer.createTransport({
      ...server,
      ...(auth ? { auth } : {}),
      pool: true,
      maxConnections: CONNECTIONS,
    } as const);
    this.lines = new SmtpLines({ ...server, lines: CONNECTIONS, ...(auth ? { credentials: auth } : {}) });
  }

  async send(post: Post): Promise<Outcome> {
    try {
      await this.transporter.sendMail(mailOf(post));
      return 'accepted';
    } catch (error) {
      return outcomeOf(error as { responseCode?: number; command?: string; code?: string });
    }
  }

  carry({ from, to, bytes }: ComposedPost): Promise<Outcome> {
    return this.lines.send(from, to, bytes);
  }

  async forget(): Promise<void> {
    // Delivered letters are in the recipient's own mailbox.
  }

  close() {
    this.transporter.close();
    this.lines.close();
  }
}

/** Writes letters as .eml files, by person, so that erasure finds them. For the demo only. */
export class FileTransport implements MailTransport {
  constructor(private readonly directory: string) {}

  async send(post: Post): Promise<Outcome> {
    return this.carry({ ...post, bytes: await new MailComposer(mailOf(post)).compile().build() });
  }

  async carry({ libraryId, subjectId, id, bytes }: ComposedPost): Promise<Outcome> {
    const folder = join(this.directory, libraryId, subjectId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${id}`);
    await writeFile(draft, bytes, { mode: 0o600 });
    await rename(draft, join(folder, `${id}.eml`));
    return 'accepted';
  }

  async forget(libraryId: string, subjectId: string, letterIds?: string[]): Promise<void> {
    const folder = join(this.directory, libraryId, subjectId);
    const doomed = letterIds ? letterIds.map((id) => join(folder, `${id}.eml`)) : [folder];
    for (const path of doomed) await rm(path, { recursive: true, force: true });
  }

  close() {
    // Files hold nothing open.
  }
}

const CONNECTIONS = 4;
const SILENCE_SECONDS = 30;

/** Where the server is; `?timeout=` seconds of its silence end a connection, 30 unless told. */
function serverAt(url: string) {
  const address = new URL(url);
  const { hostname, username, password } = address;
  const silence = Number(address.searchParams.get('timeout') ?? SILENCE_SECONDS) || SILENCE_SECONDS;
  return {
    host: hostname,
    port: Number(address.port || (address.protocol === 'smtps:' ? 465 : 25)),
    secure: address.protocol === 'smtps:',
    auth: username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : null,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: silence * 1_000,
  };
}

function mailOf({ messageId, from, to, subject, text, html, headers }: Post) {
  return {
    messageId: `<${messageId}>`,
    from,
    to,
    subject,
    text,
    ...(html ? { html } : {}),
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function outcomeOf({
  responseCode,
  command,
  code,
}: {
  responseCode?: number;
  command?: string;
  code?: string;
}): Outcome {
  if (responseCode !== undefined) return responseCode >= 500 ? 'failed' : 'deferred';
  if (code === 'EENVELOPE') return 'failed';
  // The connection broke after the text was on its way: the server may have it.
  return command === 'DATA' ? 'ambiguous' : 'deferred';
}
