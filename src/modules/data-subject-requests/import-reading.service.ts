import { Injectable } from '@nestjs/common';
import type { Brought } from '../../foundation/data-map/bringing.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { SealedStore, type StoredFile } from '../../foundation/files/sealed-store.js';
import { Problem } from '../../foundation/http/problem.js';
import { ImportFile } from './import-file.js';
import { broughtOf, faultsOf, planOf, type PortableDocument } from './import-plan.js';
import { PortabilityFormat } from './portability-format.service.js';
import type { ImportPlan } from './portability-import.entity.js';

/** Reads files from other libraries: held against the form first, and never unpacked. */
@Injectable()
export class ImportReading {
  constructor(
    private readonly map: DataMap,
    private readonly store: SealedStore,
    private readonly format: PortabilityFormat,
  ) {}

  /** What would be taken. @throws 422 with pointers */
  async plan(libraryId: string, file: StoredFile, now: Date): Promise<ImportPlan> {
    return this.reading(libraryId, file, now, (brought, document) =>
      planOf(document, this.map.importers(), brought),
    );
  }

  /** Lets every module take its part, one after the other. Runs again after a kill. */
  async take(libraryId: string, file: StoredFile, now: Date): Promise<void> {
    await this.reading(libraryId, file, now, async (brought) => {
      for (const importer of this.map.importers()) await importer.take(brought);
    });
  }

  private async reading<T>(
    libraryId: string,
    stored: StoredFile,
    now: Date,
    work: (brought: Brought, document: PortableDocument) => Promise<T>,
  ): Promise<T> {
    const file = await ImportFile.open({
      size: await this.store.size({ libraryId }, stored),
      open: (range) => this.store.open({ libraryId }, stored, range),
    });
    try {
      const document = this.demand(await file.document());
      const whose = { libraryId, subjectId: String(stored.subjectId) };
      const brought = broughtOf(whose, document, file, now);
      const faults = faultsOf(this.map.importers(), brought);
      if (faults.length) throw notOfTheForm(faults);
      return await work(brought, document);
    } finally {
      file.close();
    }
  }

  private demand(document: unknown): PortableDocument {
    const faults = this.format.faults(document);
    if (faults.length) throw notOfTheForm(faults);
    // The schema has just said that it is one.
    return document as PortableDocument;
  }
}

const notOfTheForm = (faults: Problem['errors']) =>
  new Problem(
    422,
    'not-portable',
    'This file is not of the form in which libraries hand over data. Each fault is listed with where it is.',
    faults,
  );
