import { Decrypter, Encrypter } from 'age-encryption';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A file of a backup as its manifest lists it: SHA-256 and size of the bytes on the disk. */
export interface Listed {
  file: string;
  bytes: number;
  sha256: string;
}

const FASTEST = 1;

/** Bytes that pass, hashed and counted on their way. */
export class Passing {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  readonly stream = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      this.hash.update(piece);
      this.bytes += piece.length;
      done(null, piece);
    },
  });

  /** What has passed; asked once, at the end. */
  told(): { bytes: number; sha256: string } {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** Compresses and encrypts a stream for operators (age) into a new file that is on the disk when it is told. */
export async function writeEncrypted(
  path: string,
  recipients: string[],
  plain: AsyncIterable<Buffer>,
): Promise<{ bytes: number; sha256: string }> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const source = Readable.from(plain, { objectMode: false });
  const compressed = createGzip({ level: FASTEST });
  // A failure of the source ends the compressor, and with it whoever reads from that.
  const compressing = pipeline(source, compressed);
  compressing.catch(() => undefined); // told below, with what it makes of the file
  const encrypted = await encrypter.encrypt(Readable.toWeb(compressed) as never);
  const passing = new Passing();
  const into = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await Promise.all([compressing, pipeline(Readable.fromWeb(encrypted as never), passing.stream, into)]);
  return passing.told();
}

/**
 * Opens a file of a backup with the operator's identity and gives what was written into it. The stream fails where the
 * file was changed or cut.
 */
export async function openEncrypted(path: string, identity: string): Promise<AsyncIterable<Buffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const opened = await decrypter.decrypt(Readable.toWeb(createReadStream(path)) as never);
  const plain = createGunzip();
  // Told to whoever reads, as the failure of the stream itself.
  pipeline(Readable.fromWeb(opened as never), plain).catch((error: unknown) =>
    plain.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return plain;
}

/** SHA-256 and size of a file as it lies there. */
export async function hashOfFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
