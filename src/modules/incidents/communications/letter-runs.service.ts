import { Injectable } from '@nestjs/common';
import { unless } from '../../../foundation/access/restraints.js';
import type { SignedIn } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { Outbox } from '../../../foundation/mail/outbox.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AddresseesService, type Addresses } from '../../accounts/addressees.service.js';
import { claimLetters, settleLetters, type ClaimedLetter, type Settled } from './breach-letter-rows.js';
import { BreachCommunication } from './communication.entity.js';
import { note } from './communications.service.js';
import { Dispatch } from './dispatch.js';
import { DomainPace } from './domain-pace.js';
import { ErrorShare } from './error-share.js';
import { FormLettersService, type FormLetters } from './form-letters.service.js';
import type { Fate } from './letter-outcome.js';

const AT_ONCE = 128;
const LANES = 4;
const LEASE_MS = 300_000;
/** A letter that waited longer in an instance's hands is nobody's to send: its lease may end under way. */
const HELD_MS = 200_000;

/** A letter with where its reader is reached; nowhere for who was erased meanwhile. */
interface ReadyLetter extends ClaimedLetter {
  reached: Addresses | undefined;
  heldUntil: number;
}

/** What one run knows. */
interface Run {
  me: SignedIn;
  communication: Opened<BreachCommunication>;
  forms: FormLetters;
  pace: DomainPace;
  errors: ErrorShare;
}

/** One slice of sending a communication's letters. */
@Injectable()
export class LetterRunsService {
  /** By communication: what one slice promised a domain, the next keeps. */
  private readonly paces = new Map<string, DomainPace>();

  constructor(
    private readonly records: Records,
    private readonly addressees: AddresseesService,
    private readonly outbox: Outbox,
    private readonly forms: FormLettersService,
  ) {}

  /** Sends what is due until nothing is, somebody pauses it, errors are too many, or the signal comes. */
  async run(me: SignedIn, communication: Opened<BreachCommunication>, signal: AbortSignal): Promise<void> {
    const { id, perDomainPerMinute, pauseAtPercent } = communication;
    const pace = this.paces.get(id) ?? new DomainPace(perDomainPerMinute);
    this.paces.set(id, pace);
    const run: Run = {
      me,
      communication,
      forms: await this.forms.of(me, communication),
      pace,
      errors: new ErrorShare(pauseAtPercent),
    };
    const dispatch = new Dispatch<ReadyLetter>({
      claim: () => this.records.in(me, (db) => this.claim(db, run)),
      send: (letter) => this.send(run, letter),
      settle: async (settled) => {
        const isGoingOn = await this.records.in(me, (db) => this.settle(db, run, settled));
        if (!isGoingOn) dispatch.stop();
      },
    });
    signal.addEventListener('abort', () => dispatch.stop());
    await dispatch.run(LANES);
  }

  /** No more of it will be sent. */
  forget(id: string) {
    this.paces.delete(id);
  }

  /** None once it is paused, or all letters are. */
  private async claim(db: Rows, { communication: { id } }: Run): Promise<ReadyLetter[]> {
    if (!(await isSending(db, id, 'for share'))) return [];
    const now = new Date();
    const lease = new Date(now.getTime() + LEASE_MS);
    const letters = await claimLetters(db, id, { most: AT_ONCE, now, lease });
    const reached = await this.addressees.addresses(db, [
      ...new Set(letters.map(({ readerId }) => readerId)),
    ]);
    const heldUntil = now.getTime() + HELD_MS;
    return letters.map((letter) => ({ ...letter, reached: reached.get(letter.readerId), heldUntil }));
  }

  private async send({ me, forms, pace }: Run, letter: ReadyLetter): Promise<Fate> {
    const { id, reached, addressee, readerId } = letter;
    const to = addressee === 'their-guardian' ? reached?.guardianEmail : reached?.email;
    if (!reached || !to) return 'no-address';
    if (Date.now() > letter.heldUntil) return 'untouched';
    const waitUntil = pace.slotFor(to, new Date());
    if (waitUntil) return { waitUntil };
    const form = await forms.for(reached.language, addressee);
    return this.outbox.handOverForm(form, {
      libraryId: me.libraryId,
      subjectId: readerId,
      key: id,
      to,
    });
  }

  /** False where no more may leave: errors are too many, or somebody paused it meanwhile. */
  private async settle(db: Rows, { communication, errors }: Run, settled: Settled[]): Promise<boolean> {
    const { id, incidentId } = communication;
    const now = new Date();
    await settleLetters(db, settled, now);
    if (!communication.firstAt && settled.some(({ state }) => state === 'accepted')) {
      communication.firstAt = now;
      await db.update(BreachCommunication, { id, firstAt: null }, { firstAt: now });
    }
    for (const { letter, state, attempts } of settled)
      if (letter.attempts === 1 && attempts === 1)
        errors.note(state !== 'accepted' && state !== 'unreachable');
    if (!errors.isTooHigh) return isSending(db, id);
    const paused = { state: 'paused', pausedFor: 'errors' } as const;
    if (await db.update(BreachCommunication, { id, state: 'sending' }, paused))
      await note(db, incidentId, id, 'letters-paused-for-errors', now);
    return false;
  }
}

/** Neither it nor all letters of the library are paused; locked where it has to stay so until the transaction ends. */
async function isSending(db: Rows, id: string, lock: 'for share' | '' = ''): Promise<boolean> {
  const { rowCount } = await db.tell(
    `select 1 from breach_communication where library_id = $1 and id = $2 and state = 'sending'
       and ${unless('letters-paused')} ${lock}`,
    [db.me.libraryId, id],
  );
  return rowCount === 1;
}
