import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { LibraryKey } from '../../foundation/encryption/keys.entity.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';

/** The reserved library that staff and their memberships live in: it needs keys before the first of them arrives. */
@Injectable()
export class PlatformService implements OnApplicationBootstrap {
  private ensured: Promise<void> | undefined;

  constructor(private readonly records: Records) {}

  async onApplicationBootstrap() {
    await this.ensure();
  }

  /** Gives the platform its keys where it has none. Instances that start together wait for each other. */
  ensure(): Promise<void> {
    this.ensured ??= this.found().catch((error: unknown) => {
      this.ensured = undefined;
      throw error;
    });
    return this.ensured;
  }

  private async found() {
    await this.records.in(aJob('platform-keys', PLATFORM), async (db) => {
      await db.tell('select 1 from library_directory where id = $1 for update', [PLATFORM]);
      if ((await db.count(LibraryKey, {})) === 0) await db.foundLibrary();
    });
  }
}
