import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { spoken } from '../../foundation/data-map/words.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ErasureBeginningService } from '../data-subject-requests/erasure-beginning.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { Mandate } from './mandate.entity.js';
import { NobodysRequestsService } from './nobodys-requests.service.js';
import { UnverifiedRequestsService } from './unverified-requests.service.js';

/** As long as the letter that answers it. */
const KEPT_MS = 7 * 86_400_000;

const WHY = {
  en: 'The person was erased before anybody decided. The representative was told that no account is held.',
  es: 'La persona se suprimió antes de que nadie decidiera. A quien la representa se le dijo que no hay ninguna cuenta.',
};

/**
 * Mandates about a reader whose erasure begins before anybody decided: each is closed and its representative answered
 * (Art. 12(4)), in the transaction that begins it, in the words of whom nothing is held.
 */
@Injectable()
export class MandateClosingsService implements OnModuleInit {
  constructor(
    private readonly beginning: ErasureBeginningService,
    private readonly libraries: LibrariesService,
    private readonly nobodys: NobodysRequestsService,
    private readonly addressees: UnverifiedRequestsService,
  ) {}

  onModuleInit() {
    this.beginning.onBeginning((db, subjectId, now) => this.close(db, subjectId, now));
  }

  private async close(db: Rows, subjectId: string, now: Date): Promise<void> {
    const waiting = db.forRights().each(Mandate, { subjectId, state: 'waiting' }, 50);
    for await (const mandate of waiting) {
      const proofHash = await db.secret(Mandate, { id: mandate.id }, 'proofHash');
      await db.update(
        Mandate,
        { id: mandate.id, state: 'waiting' },
        { state: 'closed', decidedAt: now, paper: null, proofHash: null, tokenHash: null },
      );
      await this.keep(db, { ...mandate, proofHash }, now);
      await this.answer(db, mandate, now);
    }
  }

  /** Keeps who asked, and nothing of the person: under another id, so that nothing ties the two together. */
  private async keep(
    db: Rows,
    {
      kind,
      hadPaper,
      receivedAt,
      askedAt,
      provedAt,
      proofHash,
      mandated,
    }: Opened<Mandate> & Pick<Mandate, 'proofHash'>,
    now: Date,
  ): Promise<void> {
    const { name, email, language, deliverTo } = mandated;
    const [first = 'en'] = (await this.libraries.named(db)).languages;
    await db.insert(Mandate, {
      subjectId: await db.createSubject('reader', 'pending', 'met'),
      ...{ isKnown: false, kind, state: 'closed', hadPaper, receivedAt, askedAt, provedAt, proofHash },
      mandated: { name, email, language, deliverTo, of: '', mandate: '' },
      ...{ reason: WHY[spoken(first)], decidedAt: now },
      expiresAt: new Date(now.getTime() + KEPT_MS),
    });
  }

  private async answer(db: Rows, { kind, mandated, ...times }: Opened<Mandate>, now: Date): Promise<void> {
    const { email, language } = mandated;
    const subjectId = await this.addressees.makeAddressee(db, { kind, email, asked: { language } }, now);
    const { receivedAt, askedAt, provedAt } = times;
    const proved = { kind, receivedAt, askedAt, provedAt };
    await this.nobodys.answerInstead(db, { subjectId, to: email, language }, proved, now);
  }
}
