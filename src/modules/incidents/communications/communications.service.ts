import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { conflict, invalid, Problem } from '../../../foundation/http/problem.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { Setting } from '../../../foundation/setting.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { bound } from '../bound.js';
import { enter, inLibrary } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { AudiencesService, type Choice, type Reach } from './audiences.service.js';
import { BreachCommunication, type CommunicationState } from './communication.entity.js';
import { hashOfLetterCode, newLetterCode } from './letter-code.js';
import { faultOf, LETTER_PARTS, letterIn, textFor, type LetterText } from './letter-text.js';
import { totalsOf } from './totals.js';

export const BREACH_LETTERS = 'breach-letters';
/** What each letter has to say, for whoever asks for it. */
export const partsOfLetters = LETTER_PARTS;
export type { Choice, LetterText };

/** A communication as somebody drafts it. */
export interface Draft extends Choice {
  texts: Record<string, LetterText>;
  perDomainPerMinute?: number | undefined;
  pauseAtPercent?: number | undefined;
}

/** What a step changes. */
type Move = object & { state: CommunicationState };

/** The controller's letters to its readers (Art. 34): drafted by either side, approved by an owner, stopped by either. */
@Injectable()
export class CommunicationsService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly libraries: LibrariesService,
    private readonly audiences: AudiencesService,
    private readonly setting: Setting,
  ) {}

  /** Drafts a communication; nothing leaves before an owner approves it. @throws 404; 422 a part that is missing or not plain */
  async draft(me: Staff, incidentId: string, slug: string, draft: Draft, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db, { mode }) => {
      const { languages } = await this.libraries.named(db);
      refuseFaults(draft.texts, languages[0] ?? 'en');
      const { texts } = draft;
      const audience = await this.audiences.chosen(db, incidentId, draft);
      const code = newLetterCode();
      const { content, contentHash } = bound({ texts, audience, code });
      const id = await db.insert(BreachCommunication, {
        incidentId,
        mode,
        content,
        contentHash,
        codeHash: hashOfLetterCode(code),
        perDomainPerMinute: draft.perDomainPerMinute ?? null,
        ...(draft.pauseAtPercent ? { pauseAtPercent: draft.pauseAtPercent } : {}),
        draftedAt: now,
        draftedBy: me.id,
      });
      await note(db, incidentId, id, 'letters-drafted', now, `SHA-256 ${contentHash.toString('hex')}`);
      return this.shown(db, await db.get(BreachCommunication, { id }));
    });
  }

  /** How many readers a draft would reach now, before it is one. @throws 404; 422 */
  async reach(me: Staff, incidentId: string, slug: string, choice: Choice): Promise<Reach> {
    const { there, audience } = await this.access.inPart(me, incidentId, slug, async (db) => ({
      there: inLibrary(me, db.me.libraryId),
      audience: await this.audiences.chosen(db, incidentId, choice),
    }));
    return this.audiences.reach(there, incidentId, audience);
  }

  /** Every communication of the part, the first first. @throws 404 */
  async list(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const shown = [];
      for (const one of await db.all(BreachCommunication, { incidentId }))
        shown.push(await this.shown(db, one));
      return shown;
    });
  }

  /** A communication with its letters as each language gets them, and how far they have come. @throws 404 */
  async show(me: Staff, incidentId: string, slug: string, id: string) {
    return this.access.inPart(me, incidentId, slug, async (db) =>
      this.shown(db, await db.get(BreachCommunication, { id, incidentId })),
    );
  }

  /** The controller's word: from here on the recipients are frozen and the letters leave. @throws 404; 409 unless a draft */
  async approve(me: Staff, incidentId: string, slug: string, id: string, now: Date) {
    const change = { state: 'freezing', approvedAt: now, approvedBy: me.id } as const;
    return this.move(
      me,
      { incidentId, slug, id },
      { from: ['draft'], change: () => change, detail: 'letters-approved' },
      now,
    );
  }

  /** Stops after what is on its way this moment. @throws 404; 409 where nothing is being sent */
  async pause(me: Staff, incidentId: string, slug: string, id: string, now: Date) {
    const change = { state: 'paused', pausedFor: 'person' } as const;
    return this.move(
      me,
      { incidentId, slug, id },
      { from: ['freezing', 'sending'], change: () => change, detail: 'letters-paused' },
      now,
    );
  }

  /** Goes on where it stopped. @throws 404; 409 unless paused */
  async resume(me: Staff, incidentId: string, slug: string, id: string, now: Date) {
    const change = (frozenAt: Date | null) =>
      ({ state: frozenAt ? 'sending' : 'freezing', pausedFor: null, leaseUntil: null }) as const;
    return this.move(
      me,
      { incidentId, slug, id },
      { from: ['paused'], change, detail: 'letters-resumed' },
      now,
    );
  }

  private async move(
    me: Staff,
    { incidentId, slug, id }: { incidentId: string; slug: string; id: string },
    step: { from: CommunicationState[]; change: (frozenAt: Date | null) => Move; detail: string },
    now: Date,
  ) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const { state, frozenAt } = await db.get(BreachCommunication, { id, incidentId });
      const change = step.change(frozenAt);
      if (!(await db.update(BreachCommunication, { id, incidentId, frozenAt, state: step.from }, change)))
        throw conflict(
          'state',
          `This communication is ${state}: it has to be ${step.from.join(' or ')} for that.`,
        );
      await note(db, incidentId, id, step.detail, now);
      if (change.state !== 'paused') await db.wake(BREACH_LETTERS, id);
      return this.shown(db, await db.get(BreachCommunication, { id }));
    });
  }

  private async shown(db: Rows, communication: Opened<BreachCommunication>) {
    const { id, mode, state, pausedFor, content, contentHash, draftedAt, approvedAt, frozenAt } =
      communication;
    const { firstAt, triedAt, finishedAt, perDomainPerMinute, pauseAtPercent } = communication;
    return {
      id,
      mode,
      state,
      pausedFor,
      audience: content.audience,
      perDomainPerMinute,
      pauseAtPercent,
      contentHash: contentHash.toString('hex'),
      draftedAt,
      approvedAt,
      frozenAt,
      firstAt,
      triedAt,
      finishedAt,
      letters: await this.letters(db, communication),
      totals: await totalsOf(db, communication),
    };
  }

  /** What each language of the library's readers gets; `writtenIn` is another one where there is no text of its own. */
  private async letters(db: Rows, { content }: Opened<BreachCommunication>) {
    const { languages, name } = await this.libraries.named(db);
    const { controller, slug } = await this.libraries.answering(db);
    const checkAt = `${this.setting.config.publicUrl}/l/${slug}/letters`;
    return [...new Set([...languages, ...Object.keys(content.texts)])].flatMap((language) => {
      const writtenIn = textFor(language, content.texts, languages[0] ?? 'en');
      const text = content.texts[writtenIn];
      if (!text) return [];
      const sender = { library: name, controller, checkAt, code: content.code };
      return [{ language, writtenIn, ...letterIn(writtenIn, text, sender, 'reader') }];
    });
  }
}

/** A line of the part's timeline about a communication. */
export function note(db: Rows, incidentId: string, about: string, detail: string, now: Date, text?: string) {
  return enter(db, { incidentId, kind: 'note', detail, about, happenedAt: now, recordedAt: now, text });
}

/** @throws 422 naming each part that cannot be approved so */
function refuseFaults(texts: Record<string, LetterText>, standard: string): void {
  if (!texts[standard])
    throw invalid(
      `/texts/${standard}`,
      `Write the letter in ${standard} at least: it goes to every reader whose language has no text.`,
    );
  const errors = Object.entries(texts).flatMap(([language, text]) =>
    LETTER_PARTS.flatMap((part) => {
      const detail = faultOf(text[part]);
      return detail ? [{ pointer: `/texts/${language}/${part}`, detail }] : [];
    }),
  );
  if (errors.length)
    throw new Problem(
      422,
      'invalid',
      'A part of the letter is missing or cannot be read easily. See each.',
      errors,
    );
}
