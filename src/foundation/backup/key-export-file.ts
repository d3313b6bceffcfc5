import { Decrypter } from 'age-encryption';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { EpochFiles } from '../encryption/epoch-files.js';
import { ExportProof, type ExportLine } from '../encryption/key-export-lines.js';
import { NotRestored } from './backup-errors.js';

/** What an export tells of itself once every key in it was tried. */
export interface ProvenExport {
  madeAt: Date;
  roots: Map<number, Buffer>;
  ledgerKey: Buffer | null;
  /** Heads of the erasure ledger that were known when it was made. */
  erasureLedger: { libraryId: string; seq: number; hash: string }[];
}

/** An operator's copy of the key store, opened with the operator's identity. */
export class KeyExportFile {
  constructor(
    private readonly path: string,
    private readonly identity: string,
  ) {}

  /** Reads it once to the end and tries every key. @throws NotRestored when it does not open or is not whole */
  async prove(): Promise<ProvenExport> {
    const proof = new ExportProof();
    const told: ProvenExport = { madeAt: new Date(0), roots: new Map(), ledgerKey: null, erasureLedger: [] };
    try {
      for await (const { text, line } of this.lines()) {
        proof.take(text);
        note(told, line);
      }
      proof.end();
    } catch (cause) {
      throw new NotRestored(
        `The key export ${this.path} does not open, or is not whole: ${(cause as Error).message}`,
        { cause },
      );
    }
    return told;
  }

  /** Its lines, as they stand. */
  async *lines(): AsyncGenerator<{ text: string; line: ExportLine }> {
    const decrypter = new Decrypter();
    decrypter.addIdentity(this.identity);
    const opened = await decrypter.decrypt(Readable.toWeb(createReadStream(this.path)) as never);
    for await (const text of createInterface({ input: Readable.fromWeb(opened as never) }))
      yield { text, line: JSON.parse(text) as ExportLine };
  }
}

/** Puts the root keys of an export into the key ring where they are missing and were not destroyed. @throws KeysMissing */
export async function adoptRoots({ roots, ledgerKey }: ProvenExport, keyringDir: string): Promise<void> {
  const files = await EpochFiles.open(keyringDir);
  for (const [epoch, secret] of roots) await files.adopt(epoch, secret);
  if (ledgerKey) await files.adoptLedgerKey(ledgerKey);
}

function note(told: ProvenExport, line: ExportLine) {
  switch (line.kind) {
    case 'export':
      told.madeAt = new Date(line.madeAt);
      return;
    case 'root':
      told.roots.set(line.epoch, Buffer.from(line.key, 'base64'));
      return;
    case 'ledger':
      told.ledgerKey = Buffer.from(line.key, 'base64');
      return;
    case 'erasures':
      told.erasureLedger.push({ libraryId: line.libraryId, seq: line.seq, hash: line.hash });
      return;
    default:
      return;
  }
}
