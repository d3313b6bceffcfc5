import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { CustodyService } from './custody.service.js';
import { IncidentPacksService } from './incident-packs.service.js';

/** Packs as they are handed out: the chain of custody says who asked before the first byte leaves, and which bytes it was after the last. */
@Injectable()
export class PacksHandedOutService {
  constructor(
    private readonly packs: IncidentPacksService,
    private readonly custody: CustodyService,
  ) {}

  /** @throws 404 */
  async pack(
    me: Staff,
    incidentId: string,
    withLogs: boolean,
    clock: () => Date,
  ): Promise<{ name: string; stream: Readable }> {
    const now = clock();
    const libraries = await this.packs.librariesOf(me, incidentId);
    const asked = await this.custody.asked(me, incidentId, now);
    const pack = await this.packs.of(me, { incidentId, libraries }, withLogs, now);
    const handed = (sha256: string, bytes: number) =>
      this.custody.handedOut(me, incidentId, { asked, sha256, bytes }, clock());
    return {
      name: `incident-${incidentId}.zip`,
      stream: Readable.from(counted(pack, handed), { objectMode: false }),
    };
  }
}

/** The bytes as they are; told of their hash before the last of them is taken for the end. */
async function* counted(pack: Readable, end: (sha256: string, bytes: number) => Promise<void>) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pack as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
    yield piece;
  }
  await end(hash.digest('hex'), bytes);
}
