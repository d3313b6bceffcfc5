import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import type { Outcome } from './outcome.js';

/** Where and how a server is reached. */
export interface LinesTo extends SMTPConnection.Options {
  lines: number;
  credentials?: { user: string; pass: string };
}

/** A server may have enough of a connection; a new one in time costs little. */
const LETTERS_A_LINE = 100;

/** A connection, and how many letters it has carried. */
interface Line {
  connection: SMTPConnection;
  carried: number;
}

/** What an error of a connection may say. */
interface Fault {
  responseCode?: number | undefined;
  code?: string | undefined;
}

/** Connections to one mail server, each with one letter at a time, for letters whose bytes are there already. */
export class SmtpLines {
  private readonly idle: Line[] = [];
  private readonly waiting: ((free: Line | null) => void)[] = [];
  private open = 0;

  constructor(private readonly to: LinesTo) {}

  /** How many letters are on their way at once. */
  get width(): number {
    return this.to.lines;
  }

  /** Hands over one letter. Once a byte of it was asked for and no answer came, nobody knows whether it arrived. */
  async send(from: string, recipient: string, bytes: Buffer): Promise<Outcome> {
    for (;;) {
      const line = await this.line().catch((error: unknown) => error as Fault);
      if (!('connection' in line)) return outcomeOf(line, false);
      const isNew = line.carried === 0;
      const { error, wasRead } = await carry(line, from, recipient, bytes);
      this.after(line, error);
      // The server had ended a connection that rested: nothing of the letter has left.
      const hadEnded = error && error.responseCode === undefined && error.code !== 'EENVELOPE' && !wasRead;
      if (!hadEnded || isNew) return error ? outcomeOf(error, wasRead) : 'accepted';
    }
  }

  close() {
    for (const { connection } of this.idle.splice(0)) connection.quit();
  }

  private async line(): Promise<Line> {
    const free = this.idle.pop();
    if (free) return free;
    if (this.open >= this.to.lines) {
      const passed = await new Promise<Line | null>((next) => this.waiting.push(next));
      if (passed) return passed;
    }
    this.open += 1;
    try {
      return { connection: await this.connected(), carried: 0 };
    } catch (error) {
      this.lost();
      throw error;
    }
  }

  /** A connection that is up and, where the server asks for it, signed in. */
  private connected(): Promise<SMTPConnection> {
    return new Promise((done, failed) => {
      const connection = new SMTPConnection(this.to);
      connection.on('error', (error: Error) => {
        failed(error);
        this.forget(connection);
      });
      connection.on('end', () => {
        failed(new Error('The mail server ended the connection.'));
        this.forget(connection);
      });
      const ended = (error?: Error | null) => {
        if (error) failed(error);
        else done(connection);
      };
      connection.connect((error) => {
        const { credentials } = this.to;
        if (error || !credentials) ended(error);
        else connection.login({ credentials }, ended);
      });
    });
  }

  /** The next letter takes over; after a refusal the connection is as good as before. */
  private after(line: Line, error: Fault | null) {
    const goOn = (isSound: boolean) => {
      if (isSound && line.carried < LETTERS_A_LINE) this.free(line);
      else this.drop(line);
    };
    if (!error) goOn(true);
    else if (error.responseCode === undefined || error.responseCode === 421) goOn(false);
    else
      line.connection.reset((broken) => {
        goOn(!broken);
      });
  }

  private free(line: Line) {
    const next = this.waiting.shift();
    if (next) next(line);
    else this.idle.push(line);
  }

  private drop({ connection }: Line) {
    connection.close();
    this.lost();
  }

  /** A server that ends a connection nobody uses has done nothing wrong. */
  private forget(connection: SMTPConnection) {
    const at = this.idle.findIndex((line) => line.connection === connection);
    if (at < 0) return;
    this.idle.splice(at, 1);
    this.lost();
  }

  private lost() {
    this.open -= 1;
    this.waiting.shift()?.(null);
  }
}

function carry(line: Line, from: string, to: string, bytes: Buffer) {
  const source = Readable.from([bytes], { objectMode: false });
  line.carried += 1;
  return new Promise<{ error: Fault | null; wasRead: boolean }>((done) => {
    line.connection.send({ from, to: [to], size: bytes.length }, source, (error) => {
      done({ error, wasRead: source.readableDidRead });
    });
  });
}

function outcomeOf({ responseCode, code }: Fault, wasRead: boolean): Outcome {
  if (responseCode !== undefined) return responseCode >= 500 ? 'failed' : 'deferred';
  if (code === 'EENVELOPE') return 'failed';
  return wasRead ? 'ambiguous' : 'deferred';
}
