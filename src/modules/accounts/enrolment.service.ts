import { Injectable } from '@nestjs/common';
import { plainDateIn, type PlainDate } from '../../foundation/law/plain-date.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ConsentService, type Decided } from '../consent/consent.service.js';
import { addressProof } from './address-proof.js';
import { ruleOf } from './age-change.js';
import { Reader, ReaderEvidence } from './reader.entity.js';

/** A person whom the library enrols, as far as it knows them. */
export interface Enrolled {
  email: string;
  name: string;
  country: string | null;
  birthDate: PlainDate | null;
  language: string;
}

/** What someone did on signing up. */
export interface SignedUp {
  passwordHash: string;
  agreementVersion: string;
  decisions: Decided[];
}

/** Makes readers without a letter: those whom a library brings along, and the demo's. */
@Injectable()
export class EnrolmentService {
  constructor(private readonly consent: ConsentService) {}

  /** The reader of the library who has this address. */
  async idOf(db: Rows, email: string): Promise<string | undefined> {
    return (await db.lookupIds(Reader, 'email', email))[0];
  }

  /** Whether a reader of the library has this address. */
  async isKnown(db: Rows, email: string): Promise<boolean> {
    return (await this.idOf(db, email)) !== undefined;
  }

  /** An unclaimed reader, who agreed to nothing yet: consent is never assumed (Art. 4(11)). @throws Taken */
  async bring(db: Rows, person: Enrolled, now: Date): Promise<string> {
    const id = await db.createSubject('reader', 'active', ruleFor(person, now));
    return db.insert(Reader, { ...rowOf(person), id, state: 'unclaimed' });
  }

  /** A reader as a confirmed sign-up makes one. @throws Taken */
  async settle(db: Rows, person: Enrolled, signedUp: SignedUp, now: Date): Promise<string> {
    const { passwordHash, agreementVersion, decisions } = signedUp;
    const id = await db.createSubject('reader', 'active', ruleFor(person, now));
    const agreement = { agreementVersion: Buffer.from(agreementVersion, 'hex'), agreedAt: now };
    const account = { state: 'active', passwordHash, emailConfirmedAt: now, ...agreement } as const;
    await db.insert(Reader, { ...rowOf(person), id, ...account });
    await this.consent.record(db, id, decisions, now);
    await db.insert(ReaderEvidence, { subjectId: id, address: addressProof(person.email) });
    return id;
  }
}

function rowOf({ email, name, country, birthDate, language }: Enrolled) {
  return { email, name, country, birthDate, language };
}

/** Without a birth date the rule is unmet; claiming the account asks for it, and the rule is then judged anew. */
function ruleFor(person: Enrolled, now: Date) {
  return ruleOf(person, false, plainDateIn(now, 'UTC'));
}
