import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { invalid, Problem } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AddresseesService, type Addressee } from '../../accounts/addressees.service.js';
import { BreachScope } from '../scope/scope.entity.js';
import { ScopesService } from '../scope/scopes.service.js';
import type { Audience, BreachCommunication } from './communication.entity.js';

const PAGE = 1_000;

/** Some of the readers to write to, and from where to go on; null at the end. */
export interface AudiencePage {
  readers: Addressee[];
  next: string | null;
}

/** Whom a communication goes to. Neither a restriction nor an objection keeps a letter back: the law asks for it (Art. 34). */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly records: Records,
    private readonly addressees: AddresseesService,
    private readonly scopes: ScopesService,
  ) {}

  /** @throws 422 for an id that is nobody's here, or a scope that was not worked out */
  async check(db: Rows, incidentId: string, audience: Audience): Promise<void> {
    if (audience.kind === 'readers') await this.refuseStrangers(db, audience.readers);
    if (audience.kind !== 'scope') return;
    if (!(await db.count(BreachScope, { incidentId, version: audience.version })))
      throw invalid(
        '/scope/version',
        'No scope was worked out under this number. Ask for one, or write to all.',
      );
  }

  /** The next page of a communication's readers. */
  async after(
    me: SignedIn,
    { incidentId, content, reached }: Opened<BreachCommunication>,
  ): Promise<AudiencePage> {
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
