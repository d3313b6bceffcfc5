import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { MadeFile } from '../../foundation/documents/made-file.js';
import { reviewFile } from './drills/review-file.js';
import { ReviewsService } from './drills/reviews.service.js';
import { notificationFile, type Format } from './notification-files.js';
import { NotificationsService } from './notifications.service.js';
import { registerFile, type RegisterFormat } from './register-files.js';
import { RegisterService } from './register.service.js';

/** Documents of incidents as files, for the API and the panel alike. */
@Injectable()
export class IncidentFilesService {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly register: RegisterService,
    private readonly reviews: ReviewsService,
  ) {}

  /** The latest notification of a library to its authority, or a draft of the first. @throws 404 */
  async notification(
    me: Staff,
    incidentId: string,
    slug: string,
    format: Format,
    now: Date,
  ): Promise<MadeFile> {
    return notificationFile(await this.notifications.document(me, incidentId, slug, undefined), format, now);
  }

  /** What was done when, by the plan and by library, for the security team. @throws 404 */
  async review(me: Staff, incidentId: string, format: Format, now: Date): Promise<MadeFile> {
    return reviewFile(await this.reviews.of(me, incidentId, now), format, now);
  }

  /** The register of breaches, of every library for an officer. */
  async breachRegister(me: Staff, format: RegisterFormat, now: Date): Promise<MadeFile> {
    return registerFile(await this.register.of(me, undefined, 'live'), format, now);
  }
}
