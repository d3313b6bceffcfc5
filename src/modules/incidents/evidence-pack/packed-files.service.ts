import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { StaffService } from '../../libraries/staff.service.js';
import { inLibrary } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { IncidentPlanService } from '../incident-plan.service.js';
import { notificationFile } from '../notification-files.js';
import { NotificationsService } from '../notifications.service.js';

/** A library that a pack has a part of. */
export interface PackedLibrary {
  id: string;
  slug: string;
}

/** Files of a pack that are derived from its record, for those who read rather than verify. */
@Injectable()
export class PackedFilesService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly plan: IncidentPlanService,
    private readonly notifications: NotificationsService,
    private readonly staff: StaffService,
  ) {}

  /** Roles and steps as they stand. */
  async planOf(me: Staff, incidentId: string) {
    return this.plan.of(me, incidentId, await this.access.clockOf(incidentId));
  }

  /** The phases that were sent to a library's authority. */
  async phases(me: Staff, incidentId: string, slug: string): Promise<number[]> {
    return (await this.notifications.list(me, incidentId, slug)).map(({ phase }) => phase);
  }

  /** A phase as it was sent, in the shape of the common template. */
  async notification(
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
