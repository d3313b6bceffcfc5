import { Injectable } from '@nestjs/common';
import { PURPOSES } from '../../foundation/data-map/purposes.js';
import { versionOf } from '../../foundation/law/text-version.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** The purposes of a library and the exact texts by which they are explained. */
@Injectable()
export class PurposesService {
  constructor(private readonly records: Records) {}

  /** Gives a new library its purposes, in the languages it serves. */
  async seed(db: Rows, languages: string[]): Promise<void> {
    const published = PURPOSES.filter((purpose) => purpose.audience === 'readers');
    for (const [
      position,
      { key, legalBasis, categories, recipients, retention, texts },
    ] of published.entries()) {
      await db.insert(LibraryPurpose, { key, position, legalBasis, categories, recipients, retention });
      for (const language of ['en', 'es'] as const) {
        if (language !== 'en' && !languages.includes(language)) continue;
        const { title, text } = texts[language];
        await db.insert(PurposeVersion, {
          purpose: key,
          language,
          title,
          text,
          version: versionOf(language, title, text),
        });
      }
    }
  }

  /** What the library asks and why, with current texts in the language or the nearest it has. */
  async list(me: SignedIn, language: string) {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, {});
      const texts = await db.all(PurposeVersion, { replacedAt: null });
      return purposes
        .sort((a, b) => a.position - b.position)
        .map(({ key, legalBasis, categories, recipients, retention }) => {
          const own = texts.filter((text) => text.purpose === key);
          const text =
            own.find((one) => one.language === language) ??
            own.find((one) => one.language === language.split('-')[0]) ??
            own[0];
          const { title = '', text: words = '', version, language: of = language } = text ?? {};
          return {
            key,
            legalBasis,
            version: version?.toString('hex') ?? '',
            title,
            text: words,
            language: of,
            categories,
            recipients,
            retention,
          };
        });
    });
  }
}
