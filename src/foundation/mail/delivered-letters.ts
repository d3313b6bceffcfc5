import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A letter of the demo's outbox, as far as a page shows it. */
export interface DeliveredLetter {
  id: string;
  to: string;
  subject: string;
  text: string;
  at: Date;
}

/** Reads the letters that the demo wrote instead of sending them. They are our own, so that reading them is simple. */
export class DeliveredLetters {
  private readonly directory: string;

  constructor(dataDir: string) {
    this.directory = join(dataDir, 'outbox');
  }

  /** The latest letters; ids are in the order of time. */
  async latest(most: number): Promise<DeliveredLetter[]> {
    const files = (await this.files()).sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1)).slice(0, most);
    const letters = await Promise.all(files.map((file) => this.read(file)));
    return letters.filter((letter) => letter !== undefined);
  }

  async find(id: string): Promise<DeliveredLetter | undefined> {
    const file = (await this.files()).find((one) => idOf(one) === id);
    return file ? this.read(file) : undefined;
  }

  private async files(): Promise<string[]> {
    const names = await readdir(this.directory, { recursive: true }).catch(ifThere(() => [] as string[]));
    return names.filter((name) => name.endsWith('.eml'));
  }

  /** Undefined when an erasure has removed it since. */
  private async read(file: string): Promise<DeliveredLetter | undefined> {
    const path = join(this.directory, file);
    const nothing = ifThere(() => undefined);
    const source = await readFile(path, 'utf8').catch(nothing);
    const at = (await stat(path).catch(nothing))?.mtime;
    return source === undefined || !at ? undefined : { id: idOf(file), at, ...partsOf(source) };
  }
}

function ifThere<T>(otherwise: () => T) {
  return (error: unknown): T => {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    return otherwise();
  };
}

const idOf = (file: string) => file.split(/[\\/]/).at(-1)?.replace('.eml', '') ?? '';

/** Header and text of a letter that `FileTransport` wrote; of several parts the first is the plain text. */
export function partsOf(source: string): Pick<DeliveredLetter, 'to' | 'subject' | 'text'> {
  const { headers, body } = split(source);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1];
  const plain = boundary
    ? split(body.split(`--${boundary}`)[1]?.replace(/^\r?\n/, '') ?? '')
    : { headers, body };
  const encoding = plain.headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit';
  return {
    to: words(headers.get('to') ?? ''),
    subject: words(headers.get('subject') ?? ''),
    text: decoded(plain.body, encoding),
  };
}

function split(source: string) {
  const end = /\r?\n\r?\n/.exec(source);
  const head = source.slice(0, end?.index ?? source.length).replace(/\r?\n[ \t]+/g, ' ');
  const headers = new Map(
    head.split(/\r?\n/).map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  return { headers, body: end ? source.slice(end.index + end[0].length) : '' };
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  return unquoted(body.replace(/=\r?\n/g, ''));
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Words that RFC 2047 had to encode; two that stand side by side are one. */
function words(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, coded: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString('utf8')
        : unquoted(coded.replaceAll('_', ' ')),
    );
}
