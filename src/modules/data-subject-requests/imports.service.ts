import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Reader } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { atMost } from '../../foundation/files/arriving-file.js';
import { SealedStore, type StoredFile } from '../../foundation/files/sealed-store.js';
import { conflict } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import type { Readable } from 'node:stream';
import { ImportReading } from './import-reading.service.js';
import { PortabilityImport } from './portability-import.entity.js';

/** The queue on which what readers bring along is taken. */
export const IMPORTS = 'imports';

const HOUR_MS = 3_600_000;
const KEPT_MS = 7 * 24 * HOUR_MS;

/** What readers bring along from another library: looked at, and taken when they say so (Art. 20). */
@Injectable()
export class ImportsService {
  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly reading: ImportReading,
    private readonly setting: Setting,
  ) {}

  /**
   * Keeps a file sealed for a week and says what would be taken of it. Nothing is taken yet.
   * @throws 409 while another waits; 413 too large; 422 with pointers into a file that is not of the form
   */
  async receive(me: Reader, body: Readable, now: Date): Promise<Opened<PortabilityImport>> {
    const file: StoredFile = { id: uuidv7(), subjectId: me.id };
    const { id } = file;
    await this.records.in(me, async (db) => {
      if (await db.count(PortabilityImport, { subjectId: me.id, state: ['previewed', 'confirmed'] }))
        throw alreadyOpen();
      const expiresAt = new Date(now.getTime() + HOUR_MS);
      await db.insert(PortabilityImport, { id, subjectId: me.id, receivedAt: now, expiresAt });
    });
    try {
      await this.store.keep(me, file, atMost(body, this.setting.config.importMegabytes * 1024 ** 2));
      const plan = await this.reading.plan(me.libraryId, file, now);
      const expiresAt = new Date(now.getTime() + KEPT_MS);
      return await this.records.in(me, async (db) => {
        await db.update(
          PortabilityImport,
          { id, state: 'arriving' },
          { state: 'previewed', plan, expiresAt },
        );
        return db.get(PortabilityImport, { id });
      });
    } catch (error) {
      await this.discard(me, file);
      throw (error as { code?: string }).code === '23505' ? alreadyOpen() : error;
    }
  }

  /** The reader's imports, the latest first. */
  async list(me: Reader, page: PageOptions) {
    const shown = ['previewed', 'confirmed', 'completed', 'failed'] as const;
    return this.records.in(me, (db) =>
      db.page(PortabilityImport, { subjectId: me.id, state: shown }, { ...page, order: 'newest' }),
    );
  }

  /** @throws 404 */
  async show(me: Reader, id: string): Promise<Opened<PortabilityImport>> {
    return this.records.in(me, (db) => db.get(PortabilityImport, { id, subjectId: me.id }));
  }

  /** Takes what the preview said; saying it again changes nothing. @throws 404 */
  async confirm(me: Reader, id: string, now: Date): Promise<Opened<PortabilityImport>> {
    return this.records.in(me, async (db) => {
      const own = { id, subjectId: me.id };
      const changed = await db.update(
        PortabilityImport,
        { ...own, state: 'previewed', expiresAt: { after: now } },
        { state: 'confirmed', confirmedAt: now },
      );
      if (changed) await db.wake(IMPORTS, id);
      const found = await db.get(PortabilityImport, own);
      if (found.confirmedAt === null)
        throw conflict('import-gone', 'This file was kept for a week and is gone. Send it again.');
      return found;
    });
  }

  /** Takes a file back that nobody confirmed. @throws 404; 409 once it was confirmed */
  async cancel(me: Reader, id: string): Promise<void> {
    const { state } = await this.show(me, id);
    if (state !== 'previewed' && state !== 'arriving')
      throw conflict('not-open', 'What was brought along is being taken already, or is here.');
    await this.discard(me, { id, subjectId: me.id });
  }

  /** Bytes first, row last: a kill in between leaves the row for the sweep to find. */
  private async discard(me: Reader, file: StoredFile) {
    await this.store.remove(me, file);
    await this.records.in(me, (db) =>
      db.delete(PortabilityImport, { id: file.id, state: ['arriving', 'previewed'] }),
    );
  }
}

const alreadyOpen = () =>
  conflict('import-open', 'You have brought a file along already. Confirm it, or take it back first.');
