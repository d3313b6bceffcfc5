import { Injectable } from '@nestjs/common';
import { OneTimeSecrets } from '../../foundation/records/one-time-secrets.js';
import { DeadlineFeed } from './deadline-feed.entity.js';

/** Addresses at which owners' calendars read deadlines open them without a session, and end with all others. */
@Injectable()
export class IssuedFeedSecrets {
  constructor(secrets: OneTimeSecrets) {
    secrets.register('calendar addresses of owners', (db, subjectId) =>
      db.delete(DeadlineFeed, subjectId === undefined ? {} : { staffId: subjectId }),
    );
  }
}
