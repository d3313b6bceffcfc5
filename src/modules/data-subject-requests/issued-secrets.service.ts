import { Injectable } from '@nestjs/common';
import { OneTimeSecrets } from '../../foundation/records/one-time-secrets.js';
import { ErasureCode } from './erasure.entity.js';
import { DownloadLink } from './request.entity.js';

/** What rights issue that opens something without a session, and how it ends. */
@Injectable()
export class IssuedRightsSecrets {
  constructor(secrets: OneTimeSecrets) {
    secrets.register('download links', (db, subjectId) => db.delete(DownloadLink, of(subjectId)));
    secrets.register('codes for an erasure', (db, subjectId) => db.delete(ErasureCode, of(subjectId)));
  }
}

function of(subjectId: string | undefined): { subjectId?: string } {
  return subjectId === undefined ? {} : { subjectId };
}
