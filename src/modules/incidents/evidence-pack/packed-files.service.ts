import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { once, type Packing } from '../../../foundation/ledger/evidence-pack.js';
import { StaffService } from '../../libraries/staff.service.js';
import { inLibrary } from '../entries.js';
import type { IncidentClock } from '../incident-access.service.js';
import { IncidentPlanService } from '../incident-plan.service.js';
import { notificationFile } from '../notification-files.js';
import { NotificationsService } from '../notifications.service.js';
import { PackedLettersService } from './packed-letters.service.js';
import type { PackedLibrary } from './packed-parts.js';

/** Files of a pack that are derived from its record, for those who read rather than verify. */
@Injectable()
export class PackedFilesService {
  constructor(
    private readonly plan: IncidentPlanService,
    private readonly notifications: NotificationsService,
    private readonly staff: StaffService,
    private readonly letters: PackedLettersService,
  ) {}

  /** Roles and steps as they stand. */
  planOf(me: Staff, incidentId: string, clock: IncidentClock) {
    return this.plan.of(me, incidentId, clock);
  }

  /** What was sent to a library's authority, and the letters to its readers. */
  async ofLibrary(me: Staff, incidentId: string, library: PackedLibrary, now: Date): Promise<Packing[]> {
    const { slug } = library;
    const packings: Packing[] = [];
    for (const { phase } of await this.notifications.list(me, incidentId, slug))
      for (const format of ['json', 'pdf'] as const)
        packings.push({
          name: `${slug}/notification-${phase}.${format}`,
          content: () => once(() => this.notification(me, incidentId, { slug, phase, format }, now)),
        });
    return [...packings, ...(await this.letters.files(me, incidentId, library))];
  }

  /** A phase as it was sent, in the shape of the common template. */
  private async notification(
    me: Staff,
    incidentId: string,
    { slug, phase, format }: { slug: string; phase: number; format: 'json' | 'pdf' },
    now: Date,
  ): Promise<Buffer> {
    const document = await this.notifications.document(me, incidentId, slug, phase);
    return (await notificationFile(document, format, now)).body;
  }

  /** The names behind ids of staff that stand in the record: an owner is told those of the own library. */
  async people(me: Staff, libraries: readonly PackedLibrary[], record: string) {
    const places = me.libraryId === PLATFORM ? [{ id: PLATFORM, slug: 'platform' }, ...libraries] : libraries;
    const people = [];
    for (const { id: libraryId, slug } of places)
      for (const { id, name, role } of await this.staff.members(inLibrary(me, libraryId)))
        if (record.includes(id)) people.push({ id, name, role, library: slug });
    return people;
  }
}
