import { Injectable } from '@nestjs/common';
import { OneTimeSecrets } from '../../foundation/records/one-time-secrets.js';
import { StaffInvitation } from './staff.entity.js';

/** What staff are sent that opens something without a session, and how it ends. */
@Injectable()
export class IssuedStaffSecrets {
  constructor(secrets: OneTimeSecrets) {
    secrets.register('invitations of staff', (db, subjectId) =>
      db.delete(StaffInvitation, subjectId === undefined ? {} : { staffId: subjectId }),
    );
  }
}
