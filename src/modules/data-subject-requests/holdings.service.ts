import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { spoken } from '../../foundation/data-map/words.js';
import type { HeldAt } from '../../foundation/records/lookups.js';
import { Records } from '../../foundation/records/records.js';
import { SuppressionService } from '../accounts/suppression.service.js';
import { PurposesService } from '../consent/purposes.service.js';
import { Teller, type Held } from './what-we-hold.js';

/** An address in one place: what it is there, why, and how often. */
export type HeldElsewhere = Pick<Held, 'id' | 'title' | 'source' | 'purpose' | 'legalBasis' | 'keptUntil'> & {
  count: number;
};

/** Which address, told in which language; `except`: subjects whose rows are told elsewhere. */
export interface Looked {
  email: string;
  language: string;
  except: readonly string[];
}

const SUPPRESSION = 'suppression_token';

/** Where an address is held of which no account is: found by the blind indexes of the data map, not by a list of places. */
@Injectable()
export class HoldingsService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly purposes: PurposesService,
    private readonly suppression: SuppressionService,
  ) {}

  /** Everywhere but in the rows of those in `except`, such as the person's own account and what they have just asked. */
  async of(me: SignedIn, { email, language, except }: Looked, now: Date): Promise<HeldElsewhere[]> {
    const teller = new Teller(await this.purposes.list(me, language), spoken(language));
    return this.records.in(me, async (db) => {
      const found = (await db.heldAt(email)).filter(({ subjectId }) => !except.includes(subjectId));
      const isSuppressed = await this.suppression.isSuppressed(db, email, now);
      return [...this.told(teller, found), ...(isSuppressed ? [this.suppressed(teller)] : [])];
    });
  }

  private suppressed(teller: Teller): HeldElsewhere {
    const table = this.map.personal().find((one) => one.table === SUPPRESSION);
    if (!table) throw new Error(`${SUPPRESSION} is not on the data map.`);
    return briefly(teller.list({ name: SUPPRESSION, personal: table.personal }), 1);
  }

  private told(teller: Teller, found: HeldAt[]): HeldElsewhere[] {
    const places = new Map<string, HeldElsewhere>();
    for (const { table, property } of found) {
      const datum = this.map.data().find((one) => one.table === table.name && one.property === property);
      if (!table.personal) continue;
      const held = teller.column({ name: table.name, personal: table.personal }, property, datum);
      places.set(held.id, briefly(held, (places.get(held.id)?.count ?? 0) + 1));
    }
    return [...places.values()];
  }
}

function briefly({ id, title, source, purpose, legalBasis, keptUntil }: Held, count: number): HeldElsewhere {
  return { id, title, source, purpose, legalBasis, keptUntil, count };
}
