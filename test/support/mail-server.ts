import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** A real mail server of a test, which keeps what it takes where the tests look for letters. */
export interface MailServer {
  url: string;
  /** Where Carrel's data directory is, once it is known. */
  keepIn: (dataDir: string) => void;
  stop: () => Promise<void>;
}

/** Starts one on a free port; `refuse` gives the code by which an address is refused, if it is, once it is asked for. */
export async function aMailServer(
  refuse: (address: string) => Promise<number | null> = () => Promise.resolve(null),
): Promise<MailServer> {
  let folder = '';
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    // The server under test keeps its connection; it is not waited for.
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      refuse(address).then((code) => {
        done(code === null ? null : Object.assign(new Error('so it is'), { responseCode: code }));
      }, done);
    },
    onData(stream, _session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        count += 1;
        const file = join(folder, `${count}.eml`);
        mkdir(folder, { recursive: true })
          .then(() => writeFile(file, Buffer.concat(pieces)))
          .then(() => done(), done);
      });
    },
  });
  // A client that is gone in the middle of a letter is no fault of the test's.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    keepIn: (dataDir) => (folder = join(dataDir, 'outbox')),
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
