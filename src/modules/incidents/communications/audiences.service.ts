import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../../foundation/access/signed-in.js';
import { invalid, Problem } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AddresseesService, type Addressee } from '../../accounts/addressees.service.js';
import type { Band } from '../scope/bands.js';
import { BreachScope } from '../scope/scope.entity.js';
import { ScopesService } from '../scope/scopes.service.js';
import type { Audience } from './communication.entity.js';

const PAGE = 1_000;

/** Whom a draft names: readers by their ids, or a version of the scope; every reader of the library where neither is named. */
export interface Choice {
  readers?: string[] | undefined;
  scope?: { version: number; band: Band } | undefined;
}

/** Some of the readers to write to, and from where to go on; null at the end. */
export interface AudiencePage {
  readers: Addressee[];
  next: string | null;
}

/** How many readers, and how many letters: a minor's guardian is written to as well. */
export interface Reach {
  readers: number;
  letters: number;
}

/** Whose turn is next. */
interface Progress {
  incidentId: string;
  content: { audience: Audience };
  reached: string | null;
}

/** Whom a communication goes to. Neither a restriction nor an objection keeps a letter back: the law asks for it (Art. 34). */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly records: Records,
    private readonly addressees: AddresseesService,
    private readonly scopes: ScopesService,
  ) {}

  /** Whom a draft names. @throws 422 for both at once, an id that is nobody's here, or a scope that was not worked out */
  async chosen(db: Rows, incidentId: string, { readers, scope }: Choice): Promise<Audience> {
    if (readers && scope) throw invalid('/scope', 'Name readers, or a version of the scope, not both.');
    if (readers) await this.refuseStrangers(db, readers);
    if (scope && !(await db.count(BreachScope, { incidentId, version: scope.version })))
      throw invalid(
        '/scope/version',
        'No scope was worked out under this number. Ask for one, or write to all.',
      );
    if (readers) return { kind: 'readers', readers };
    return scope ? { kind: 'scope', version: scope.version, band: scope.band } : { kind: 'all' };
  }

  /** How many readers an audience reaches now, and by how many letters: counted as they would be frozen. */
  async reach(me: SignedIn, incidentId: string, audience: Audience): Promise<Reach> {
    const found = { readers: 0, letters: 0 };
    let reached: string | null = null;
    do {
      const { readers, next } = await this.after(me, { incidentId, content: { audience }, reached });
      found.readers += readers.length;
      found.letters += readers.reduce((sum, { hasGuardian }) => sum + (hasGuardian ? 2 : 1), 0);
      reached = next;
    } while (reached !== null);
    return found;
  }

  /** The next page of a communication's readers. */
  async after(me: SignedIn, { incidentId, content, reached }: Progress): Promise<AudiencePage> {
    const { audience } = content;
    if (audience.kind === 'scope') {
      const { version, band } = audience;
      const found = await this.scopes.subjectsOf(me, me.libraryId, incidentId, {
        version,
        band,
        after: reached,
      });
      const readers = await this.records.in(me, (db) =>
        this.addressees.among(db, found.items, null, found.items.length),
      );
      return { readers, next: found.next };
    }
    const ids = audience.kind === 'readers' ? audience.readers : null;
    const readers = await this.records.in(me, (db) => this.addressees.among(db, ids, reached, PAGE));
    return { readers, next: readers.length === PAGE ? (readers.at(-1)?.id ?? null) : null };
  }

  private async refuseStrangers(db: Rows, readers: string[]): Promise<void> {
    const strangers = new Set(await this.addressees.strangers(db, readers));
    const errors = readers.flatMap((id, i) =>
      strangers.has(id)
        ? [{ pointer: `/readers/${i}`, detail: 'This is no reader of the library. Take it out.' }]
        : [],
    );
    if (errors.length || !readers.length)
      throw new Problem(
        422,
        'invalid',
        'Name readers of this library, or leave the list out to write to all.',
        errors,
      );
  }
}
