import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { aJob, type SignedIn, type Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { notFound } from '../../../foundation/http/problem.js';
import {
  EvidencePack,
  once,
  type PackedFile,
  type Packing,
} from '../../../foundation/ledger/evidence-pack.js';
import { IncidentAccess } from '../incident-access.service.js';
import { README } from './pack-words.js';
import { PackedFilesService } from './packed-files.service.js';
import { PackedLogsService, PLATFORM_LOG } from './packed-logs.service.js';
import {
  CLOSED_PLATFORM_PARTS,
  LIBRARY_PARTS,
  PLATFORM_PARTS,
  type PackedLibrary,
  type PackedPart,
} from './packed-parts.js';
import { PackedRecordsService, text } from './packed-records.service.js';

/** A pack on its way: who is handed it, over which libraries, and what it said so far. */
interface Making {
  me: Staff;
  incidentId: string;
  libraries: PackedLibrary[];
  now: Date;
  said: string[];
}

/** What a court is handed of an incident: one archive that is verified offline, with the public key alone. */
@Injectable()
export class IncidentPacksService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly records: PackedRecordsService,
    private readonly files: PackedFilesService,
    private readonly logs: PackedLogsService,
  ) {}

  /**
   * The pack as a ZIP that is made while it is read: the whole incident for an officer, the own library's part for an owner.
   * `withLogs` adds every log concerned, whole.
   */
  async of(
    me: Staff,
    about: { incidentId: string; libraries: PackedLibrary[] },
    withLogs: boolean,
    now: Date,
  ): Promise<Readable> {
    const making: Making = { me, ...about, now, said: [] };
    const packings: Packing[] = [
      ...this.platformParts(making),
      ...(await this.libraryParts(making)),
      ...this.derived(making),
      // After the records, so that it reaches as far as their proofs.
      ...(withLogs ? this.wholeLogs(making) : []),
      textOf('README.txt', () => Promise.resolve(README)),
    ];
    return new EvidencePack(now).stream(packings, (list) => this.list(making, list));
  }

  /** The libraries that it is about: for an owner the own one. @throws 404 where it has no part in the incident */
  async librariesOf(me: Staff, incidentId: string): Promise<PackedLibrary[]> {
    const { libraryId } = me;
    await this.access.incident(incidentId);
    const hit = await this.access.librariesHit(aJob('incident', PLATFORM), incidentId);
    if (libraryId === PLATFORM) return hit;
    const own = hit.filter(({ id }) => id === libraryId);
    if (!own.length) throw notFound();
    return own;
  }

  private platformParts(making: Making): Packing[] {
    const { me } = making;
    if (me.libraryId === PLATFORM)
      return PLATFORM_PARTS.map((part) => this.record(making, part, me, PLATFORM_LOG));
    const job = aJob('incident', PLATFORM);
    return CLOSED_PLATFORM_PARTS.map((part) => this.record(making, part, job, PLATFORM_LOG));
  }

  private async libraryParts(making: Making): Promise<Packing[]> {
    const { me, libraries, incidentId, now } = making;
    const packings: Packing[] = [];
    for (const library of libraries) {
      packings.push(...LIBRARY_PARTS.map((part) => this.record(making, part, me, library)));
      packings.push(...(await this.files.ofLibrary(me, incidentId, library, now)));
    }
    return packings;
  }

  private derived(making: Making): Packing[] {
    const { me, incidentId, libraries, said } = making;
    return [
      ...(me.libraryId === PLATFORM
        ? [textOf('plan.json', async () => text(await this.plan(me, incidentId)))]
        : []),
      textOf('people.json', async () => text(await this.files.people(me, libraries, said.join()))),
      textOf('ledger.json', async () => text(await this.logs.heads(libraries))),
    ];
  }

  private async plan(me: Staff, incidentId: string) {
    return this.files.planOf(me, incidentId, await this.access.clockOf(incidentId));
  }

  private record(making: Making, part: PackedPart, me: SignedIn, { id, slug }: PackedLibrary): Packing {
    const { incidentId, now, said } = making;
    const whose = { me, libraryId: id, incidentId, now };
    return textOf(`${slug}/${part.file}.proof.json`, () =>
      this.records.document(part, whose, (event) => said.push(event)),
    );
  }

  private wholeLogs({ libraries }: Making): Packing[] {
    return [PLATFORM_LOG, ...libraries].map(({ id, slug }) => ({
      name: `${slug}.log.jsonl`,
      content: () => this.logs.lines(id),
    }));
  }

  private async list({ me, incidentId, libraries, now }: Making, files: PackedFile[]): Promise<string> {
    const keys = await this.logs.keys(libraries);
    return this.records.list(me, { incident: incidentId, keys, files }, now);
  }
}

function textOf(name: string, make: () => Promise<string>): Packing {
  return { name, content: () => once(make) };
}
