import { Injectable } from '@nestjs/common';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import type { Addressees } from '../accounts/signs-of-life.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { guardianWarning, readerWarning } from './inactivity-letters.js';

/** The letters that say when an account ends for want of a sign of life, with the link that keeps it. */
@Injectable()
export class InactivityLettersService {
  constructor(
    private readonly outbox: Outbox,
    private readonly libraries: LibrariesService,
    private readonly setting: Setting,
  ) {}

  /** Writes to the reader, and to the guardian of a minor, in the caller's transaction. */
  async warn(
    db: Rows,
    subjectId: string,
    { reader: { email, language }, isMinor, guardian }: Addressees,
    { erasesAt, token }: { erasesAt: Date; token: string },
  ): Promise<void> {
    const { name: library, slug } = await this.libraries.named(db);
    const facts = {
      library,
      erasesAt,
      link: `${this.setting.config.publicUrl}/l/${slug}/stay?token=${token}`,
    };
    const kind = 'inactivity-warning';
    await this.outbox.post(db, { subjectId, to: email, kind, ...readerWarning(language, facts) });
    if (isMinor && guardian)
      await this.outbox.post(db, { subjectId, to: guardian, kind, ...guardianWarning(language, facts) });
  }
}
