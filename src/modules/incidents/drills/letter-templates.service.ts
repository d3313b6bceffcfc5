import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { invalid, Problem } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { bound } from '../bound.js';
import { faultOf, LETTER_PARTS, type LetterText } from '../communications/letter-text.js';
import { IncidentAccess } from '../incident-access.service.js';
import { draftIn } from './letter-drafts.js';
import { BreachLetterTemplate } from './letter-template.entity.js';

/** What a library approves to write to its readers after a breach (Art. 34), while nobody is in a hurry. */
@Injectable()
export class LetterTemplatesService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly access: IncidentAccess,
  ) {}

  /** Each language of the library with the words that stand, or a draft of them where none are approved. */
  async list(me: Staff) {
    return this.records.in(me, (db) => this.wordsIn(db));
  }

  /** The same of a library that an incident hit, for whoever drafts letters to its readers: its owners and officers. @throws 404 */
  async forBreach(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, (db) => this.wordsIn(db));
  }

  /** Approves the words of one language. @throws 422 for another language, or words that say too little */
  async approve(me: Staff, language: string, text: LetterText, now: Date) {
    return this.records.in(me, async (db) => {
      const { languages } = await this.libraries.named(db);
      if (!languages.includes(language))
        throw invalid('/language', `The library speaks ${languages.join(', ')}. Choose one of these.`);
      refuseFaults(text);
      const { content, contentHash } = bound({ text });
      await db.insert(BreachLetterTemplate, {
        language,
        approvedAt: now,
        approvedBy: me.id,
        content,
        contentHash,
      });
      return { language, approvedAt: now, text };
    });
  }

  private async wordsIn(db: Rows) {
    const { languages } = await this.libraries.named(db);
    const standing = await standingIn(db);
    return languages.map((language) => {
      const found = standing.get(language);
      const text = found?.content.text ?? draftIn(language);
      return { language, approvedAt: found?.approvedAt ?? null, text };
    });
  }

  /** Since when there are words in every language of the library, inside a transaction of it; null: not in all. */
  async wholeSince(db: Rows): Promise<Date | null> {
    const { languages } = await this.libraries.named(db);
    const standing = await standingIn(db);
    const approved = languages.flatMap((language) => standing.get(language)?.approvedAt ?? []);
    if (approved.length < languages.length) return null;
    return approved.reduce<Date | null>((last, at) => (last && last > at ? last : at), null);
  }
}

/** The words that stand, by language: the latest of each. */
async function standingIn(db: Rows): Promise<Map<string, Opened<BreachLetterTemplate>>> {
  const standing = new Map<string, Opened<BreachLetterTemplate>>();
  for await (const one of db.each(BreachLetterTemplate, {})) standing.set(one.language, one);
  return standing;
}

/** @throws 422 naming each part */
function refuseFaults(text: LetterText) {
  const errors = LETTER_PARTS.flatMap((part) => {
    const detail = faultOf(text[part]);
    return detail ? [{ pointer: `/${part}`, detail }] : [];
  });
  if (errors.length) throw new Problem(422, 'invalid', 'These words cannot be approved as they are.', errors);
}
