import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { instantOf } from '../../foundation/data-map/endings.js';
import type { PurposeKey, Source } from '../../foundation/data-map/vocabulary.js';
import { categoryName, type Language } from '../../foundation/data-map/words.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { Setting } from '../../foundation/setting.js';
import { SocialProvidersService } from '../accounts/social-providers.service.js';
import { DisclosuresService } from './disclosures.service.js';
import { RECEIVED } from './download-texts.js';
import type { OfTable, Particulars, Recipient } from './particulars.js';

/** Asks the rows what is true of one person: who received their data, from where they came, between which instants. */
@Injectable()
export class ParticularsService {
  constructor(
    private readonly records: Records,
    private readonly rows: SubjectRows,
    private readonly providers: SocialProvidersService,
    private readonly disclosures: DisclosuresService,
    private readonly setting: Setting,
  ) {}

  async of(
    me: SignedIn,
    subjectId: string,
    tables: readonly SubjectTable[],
    language: Language,
  ): Promise<Particulars> {
    return this.records.in(me, async (db) => {
      const known = new Map<string, OfTable>();
      for (const table of tables) known.set(table.name, await this.table(db, table, subjectId));
      return { tables: known, recipients: await this.recipients(db, subjectId, language) };
    });
  }

  /** Who really received something, in the caller's transaction. */
  async recipients(db: Rows, subjectId: string, language: Language): Promise<Recipient[]> {
    const what = RECEIVED[language];
    const providers = await this.providers.usedBy(db, subjectId);
    const received = await this.disclosures.received(db, subjectId);
    return [
      ...received.map(({ recipient: { name, country, safeguard }, categories, lastAt }) => {
        const kinds = categories.map((one) => categoryName(one, language)).join(', ');
        return { name, what: kinds, categories, country, safeguard, lastAt };
      }),
      ...(await this.carrier(db, subjectId, what.letters)),
      ...providers.map(({ name, issuer, lastAt }) => ({
        name: `${name} (${new URL(issuer).host})`,
        what: what.signIn,
        categories: ['credential' as const],
        lastAt,
      })),
    ];
  }

  /** The mail server to which letters were handed, and with them the address. */
  private async carrier(db: Rows, subjectId: string, what: string): Promise<Recipient[]> {
    const { smtpUrl } = this.setting.config;
    const where = { subjectId, state: ['accepted', 'ambiguous'] as const };
    const [last] = smtpUrl ? (await db.page(Letter, where, { limit: 1, order: 'newest' })).items : [];
    if (!smtpUrl || !last) return [];
    return [
      {
        name: new URL(smtpUrl).hostname,
        what,
        categories: ['contact'],
        lastAt: last.settledAt ?? last.createdAt,
      },
    ];
  }

  private async table(db: Rows, table: SubjectTable, subjectId: string): Promise<OfTable> {
    const { sourceBy, purposeBy, purpose, source = 'reader', ends } = table.personal;
    const kinds = sourceBy ? await this.rows.kinds(db, table, subjectId, sourceBy.property) : [];
    const sources = sourceBy ? kinds.map((kind): Source => sourceBy.is[kind] ?? source) : [source];
    const purposes = purposeBy ? await this.rows.kinds(db, table, subjectId, purposeBy) : [];
    const instant = ends && instantOf(ends);
    return {
      sources: [...new Set(sources)],
      purposes: [...new Set([purpose, ...(purposes as PurposeKey[])])],
      span: instant ? await this.rows.span(db, table, subjectId, instant) : null,
    };
  }
}
