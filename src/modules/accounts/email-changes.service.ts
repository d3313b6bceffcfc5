import { Injectable } from '@nestjs/common';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Reader as Me, Visitor } from '../../foundation/access/signed-in.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { Taken } from '../../foundation/records/errors.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { AccountLettersService } from './account-letters.service.js';
import { AccountLinksService, noSuchLink } from './account-links.service.js';
import { addressProof } from './address-proof.js';
import { Reader, ReaderEvidence } from './reader.entity.js';

const CONFIRM_HOURS = 48;
const VETO_HOURS = 72;

/** Changing one's e-mail address: confirmed at the new one, and open to a veto from the old one for 72 hours. */
@Injectable()
export class EmailChangesService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly links: AccountLinksService,
    private readonly letters: AccountLettersService,
  ) {}

  /**
   * Sends the new address a link and the old one a veto. An address that another reader has gets a letter that says so,
   * and the asker learns nothing of it. Their own, unconfirmed, is asked again. @throws 422 for a confirmed one they have.
   */
  async ask(me: Me, email: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const { email: old, language, emailConfirmedAt } = await db.get(Reader, { id: me.id });
      if (old === email && emailConfirmedAt)
        throw invalid('/email', 'This is your address already. Write another one.');
      await this.links.void(db, me.id, 'email-change');
      await this.writeToNew(db, { email, language }, now);
      if (old === email) return;
      const content = { email: old };
      const link = { kind: 'email-veto', hours: VETO_HOURS, content } as const;
      const letter = { kind: 'veto-email-change', subjectId: me.id, to: old, language } as const;
      await this.letters.post(db, { ...letter, page: 'veto-email', link }, now);
    });
  }

  /** Takes the new address, by the link that was sent to it. @throws 404, also when another reader has it by now. */
  async confirm(me: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const { subjectId, content } = await this.links.take(db, token, 'email-change', now);
      const email = content?.email ?? '';
      const confirmed = { email, emailConfirmedAt: now };
      await db.update(Reader, { id: subjectId }, confirmed).catch((error: unknown) => {
        throw error instanceof Taken ? noSuchLink() : error;
      });
      await db.changeSubject(subjectId, { addressUnconfirmed: false });
      await db.insert(ReaderEvidence, { subjectId, address: addressProof(email) });
      await this.links.void(db, subjectId, 'password-reset');
      await this.links.prolong(db, subjectId, 'email-veto', VETO_HOURS, now);
    });
  }

  /**
   * Restores the address that the letter went to, whether or not the change was confirmed, ends all sessions and sends
   * a link for a new password: whoever asked for the change knew the present one. @throws 404 link.
   */
  async veto(me: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      const veto = await this.links.take(db, token, 'email-veto', now);
      const { subjectId, content } = veto;
      const to = content?.email ?? '';
      const { language } = await db.get(Reader, { id: subjectId }, 'for update');
      const restored = { email: to, emailConfirmedAt: now };
      await db.update(Reader, { id: subjectId }, restored).catch(explainTaken);
      await db.changeSubject(subjectId, { addressUnconfirmed: false });
      await this.links.void(db, subjectId, 'email-veto', veto.id);
      await this.links.void(db, subjectId, 'email-change');
      await this.links.void(db, subjectId, 'password-reset');
      await this.sessions.end(db, me.libraryId, subjectId, {}, now);
      const link = { kind: 'password-reset', hours: VETO_HOURS } as const;
      const letter = { kind: 'email-change-vetoed', subjectId, to, language, page: 'reset', link } as const;
      await this.letters.post(db, letter, now);
    });
  }

  private async writeToNew(
    db: Rows,
    { email: to, language }: { email: string; language: string },
    now: Date,
  ) {
    const me = db.me.id ?? '';
    const [known = me] = await db.lookupIds(Reader, 'email', to);
    const letter =
      known === me
        ? ({
            kind: 'confirm-email-change',
            page: 'confirm-email',
            link: { kind: 'email-change', hours: CONFIRM_HOURS, content: { email: to } },
          } as const)
        : ({ kind: 'email-in-use' } as const);
    await this.letters.postToStranger(db, { ...letter, subjectId: known, to, language }, now);
  }
}

function explainTaken(error: unknown): never {
  if (!(error instanceof Taken)) throw error;
  throw conflict(
    'taken',
    'This address has an account of its own by now. Write to the library to sort it out.',
  );
}
