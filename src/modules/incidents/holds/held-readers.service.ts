import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { invalid } from '../../../foundation/http/problem.js';
import { LegalHoldsService } from '../../data-subject-requests/legal-holds.service.js';
import type { Band } from '../scope/bands.js';
import { ScopesService } from '../scope/scopes.service.js';

/** Whom a hold is about: readers by their ids, or those of a version of the scope. */
export interface WhomHeld {
  readers?: string[] | undefined;
  /** A version of the scope, in the place of ids. */
  scope?: number | undefined;
  band?: Band | undefined;
  after?: string | undefined;
}

/** Finds whom a hold for an incident is about, a thousand at a time, and counts them beforehand. */
@Injectable()
export class HeldReadersService {
  constructor(
    private readonly holds: LegalHoldsService,
    private readonly scopes: ScopesService,
  ) {}

  /** Those that are named, or a page of a frozen list. @throws 404 where nothing was worked out; 422 for both or neither */
  async page(there: Staff, incidentId: string, { readers, scope, band, after }: WhomHeld) {
    if (readers ? scope !== undefined : scope === undefined)
      throw invalid('/readers', 'Name readers by their ids, or a version of the scope: one of the two.');
    if (readers) return { items: readers, next: null };
    const page = { version: scope, band: band ?? ('confirmed' as const), after };
    return this.scopes.subjectsOf(there, there.libraryId, incidentId, page);
  }

  /** How many of all of them could be held now, and how many of these are held for the incident already. @throws as `page` */
  async count(there: Staff, incidentId: string, whom: WhomHeld): Promise<{ readers: number; held: number }> {
    const sum = { readers: 0, held: 0 };
    let after: string | null | undefined;
    while (after !== null) {
      const { items, next } = await this.page(there, incidentId, { ...whom, after });
      const { readers, held } = await this.holds.reach(there, items, incidentId);
      sum.readers += readers;
      sum.held += held;
      after = next;
    }
    return sum;
  }
}
