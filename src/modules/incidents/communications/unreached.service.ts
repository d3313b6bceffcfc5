import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { refuseFrozenExports } from '../../../foundation/access/restraints.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { MadeFile } from '../../../foundation/documents/made-file.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AddresseesService } from '../../accounts/addressees.service.js';
import { MeService, type AccountNotice } from '../../accounts/me.service.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { IncidentAccess } from '../incident-access.service.js';
import { BreachCommunication, BreachLetter } from './communication.entity.js';
import { LETTER_PARTS, subjectIn, textFor } from './letter-text.js';

const UNREACHED = ['bounced', 'unreachable', 'ambiguous'] as const;
const PAGE = 500;
const COLUMNS = ['reader', 'name', 'email', 'country', 'language', 'addressee', 'state'];

/** Those whom no letter surely reached: they read it in their account, and the library writes to them by post. */
@Injectable()
export class UnreachedService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly libraries: LibrariesService,
    private readonly addressees: AddresseesService,
    account: MeService,
  ) {
    account.onShown((db, reader) => this.notices(db, reader));
  }

  /** What a reader has to be told whom no letter reached, in their language; nothing of a drill. */
  async notices(
    db: Rows,
    { id: readerId, language }: { id: string; language: string },
  ): Promise<AccountNotice[]> {
    const letters = await db.all(BreachLetter, {
      readerId,
      addressee: 'reader',
      mode: 'live',
      state: UNREACHED,
    });
    const { name, languages } = await this.libraries.named(db);
    const told: AccountNotice[] = [];
    for (const { communicationId, settledAt } of letters) {
      const { id, content, draftedAt } = await db.get(BreachCommunication, { id: communicationId });
      const writtenIn = textFor(language, content.texts, languages[0] ?? 'en');
      const text = content.texts[writtenIn];
      if (!text) continue;
      const parts = LETTER_PARTS.map((part) => text[part].trim()).join('\n\n');
      told.push({ id, at: settledAt ?? draftedAt, subject: subjectIn(writtenIn, name), text: parts });
    }
    return told;
  }

  /** The list for post. Data that a restriction shuts stay shut; the reader's id is there to open them by. @throws 404; 423 */
  async list(me: Staff, incidentId: string, slug: string, id: string): Promise<MadeFile> {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      await refuseFrozenExports(db);
      await db.get(BreachCommunication, { id, incidentId });
      const rows: Record<string, string | null>[] = [];
      for (let after: string | null = null; ;) {
        const page = await this.page(db, id, after);
        rows.push(...page);
        after = page.at(-1)?.reader ?? null;
        if (!after) break;
      }
      const text = stringify(rows, {
        header: true,
        columns: COLUMNS,
        record_delimiter: '\r\n',
        escape_formulas: true,
      });
      return { name: `unreached-${id}.csv`, mediaType: 'text/csv; charset=utf-8', body: Buffer.from(text) };
    });
  }

  private async page(db: Rows, communicationId: string, after: string | null) {
    const { rows } = await db.tell(
      `select reader_id as reader, min(addressee) as addressee, min(state) as state from breach_letter
       where library_id = $1 and communication_id = $2 and state = any($3::text[]) and ($4::uuid is null or reader_id > $4)
       group by reader_id order by reader_id limit ${PAGE}`,
      [db.me.libraryId, communicationId, UNREACHED, after],
    );
    const letters = rows as { reader: string; addressee: string; state: string }[];
    const found = await this.addressees.addresses(
      db,
      letters.map(({ reader }) => reader),
    );
    return letters.map(({ reader, ...letter }) => {
      const { name = null, email = null, country = null, language = null } = found.get(reader) ?? {};
      return { reader, name, email, country, language, ...letter };
    });
  }
}
