import { Injectable } from '@nestjs/common';
import { newOpaqueToken } from '../../../foundation/access/opaque-token.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { isEmailAddress } from '../../../foundation/http/email-address.js';
import { conflict } from '../../../foundation/http/problem.js';
import { Outbox } from '../../../foundation/mail/outbox.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { Setting } from '../../../foundation/setting.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { enter } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { numberOf } from '../incident-number.js';
import { contactTestLetter } from './contact-test-letter.js';
import { ContactTest } from './contact-test.entity.js';
import { drillModeOf } from './injects.service.js';

/** Tests of a library's contact points: the one real letter of a drill, and the click that confirms it. */
@Injectable()
export class ContactTestsService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Writes to the library's contact points, marked as a test. @throws 404; 409 what is live, or no address to write to */
  async send(me: Staff, incidentId: string, slug: string, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db, breach) => {
      const mode = drillModeOf(breach);
      const { token, hash } = newOpaqueToken(db.me.libraryId);
      const letterIds = await this.write(db, numberOf(incidentId, breach.mode), token);
      if (!letterIds.length)
        throw conflict('no-contact', 'The library names no address to write to. Ask its owner to name one.');
      const id = await db.insert(ContactTest, {
        incidentId,
        mode,
        sentAt: now,
        sentBy: me.id,
        letterIds,
        tokenHash: hash,
        confirmedAt: null,
      });
      const at = { happenedAt: now, recordedAt: now };
      await enter(db, { incidentId, kind: 'note', detail: 'contact-test', about: id, ...at });
      return shownTest(await db.get(ContactTest, { id }));
    });
  }

  /** Every test of the part, the first first. @throws 404 */
  async list(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, async (db) =>
      (await db.all(ContactTest, { incidentId })).map(shownTest),
    );
  }

  private async write(db: Rows, number: string, token: string): Promise<string[]> {
    const { slug, name, languages } = await this.libraries.named(db);
    const { controller } = await this.libraries.answering(db);
    const link = `${this.setting.config.publicUrl}/l/${slug}/contact-test?token=${token}`;
    const words = contactTestLetter({ library: name, number, link }, languages);
    const addresses = [controller.dataProtectionOfficer, controller.contact].map((one) => one.trim());
    const letters: string[] = [];
    for (const to of new Set(addresses.filter(isEmailAddress))) {
      // An office has no account here: its letters have a subject of their own, and so a key.
      const subjectId = await db.createSubject('staff', 'active', 'met');
      const letter = await this.outbox.post(db, { subjectId, to, kind: 'contact-test', ...words });
      if (letter) letters.push(letter);
    }
    return letters;
  }
}

function shownTest({ id, sentAt, confirmedAt }: Opened<ContactTest>) {
  return { id, sentAt, confirmedAt };
}
