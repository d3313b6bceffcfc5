import { Injectable } from '@nestjs/common';
import { OneTimeSecrets } from '../../foundation/records/one-time-secrets.js';
import { AccountLink } from './account-link.entity.js';
import { SocialAttempt } from './social.entity.js';

/**
 * What accounts issue that opens something without a session, and how it ends. A link that takes a change of address back,
 * and a guardian's, stay: they protect the reader and open no account.
 */
@Injectable()
export class IssuedAccountSecrets {
  constructor(secrets: OneTimeSecrets) {
    secrets.register('links that set a password or an address', (db, subjectId) =>
      db.delete(AccountLink, { kind: ['password-reset', 'email-change'], ...of(subjectId) }),
    );
    secrets.register('sign-ins under way at providers', (db, subjectId) =>
      db.delete(SocialAttempt, of(subjectId)),
    );
  }
}

function of(subjectId: string | undefined): { subjectId?: string } {
  return subjectId === undefined ? {} : { subjectId };
}
