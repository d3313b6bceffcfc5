import { Injectable } from '@nestjs/common';
import { LogExport } from '../../../foundation/ledger/log-export.js';
import { PublishedLog } from '../../../foundation/ledger/published-log.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import type { PackedLibrary } from './packed-parts.js';

/** The platform's own log, which every incident stands in. */
export const PLATFORM_LOG: PackedLibrary = { id: PLATFORM, slug: 'platform' };

/** The logs that parts of a pack stand in. */
@Injectable()
export class PackedLogsService {
  constructor(
    private readonly logs: PublishedLog,
    private readonly exports: LogExport,
  ) {}

  /** Every generation of each log with its public key and latest checkpoint. */
  async heads(libraries: readonly PackedLibrary[]) {
    const heads = [];
    for (const { id, slug } of [PLATFORM_LOG, ...libraries])
      heads.push({ library: slug, id, generations: await this.logs.generations(id) });
    return heads;
  }

  /** The public keys of all of them. */
  async keys(libraries: readonly PackedLibrary[]): Promise<string[]> {
    const heads = await this.heads(libraries);
    return heads.flatMap(({ generations }) => generations.map(({ key }) => key));
  }

  /** A log, whole. It names nobody. */
  lines(libraryId: string) {
    return this.exports.lines(libraryId);
  }
}
