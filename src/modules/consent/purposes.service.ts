import { Injectable } from '@nestjs/common';
import { PURPOSES } from '../../foundation/data-map/purposes.js';
import { versionOf } from '../../foundation/law/text-version.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import type { NewPurposeTexts } from './dto.js';
import { nearestText } from './nearest-text.js';
import { LibraryPurpose, PurposeVersion } from './purpose.entity.js';

/** The purposes of a library and the exact texts by which they are explained. */
@Injectable()
export class PurposesService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

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

  /**
   * Publishes new words for a purpose. A text that is not current any more still counts for whoever consented to it,
   * unless the change is material: then every earlier text of the purpose is superseded, in all languages.
   * @throws 404 no such purpose; 409 words that were published before; 422 a material change that leaves out a language.
   */
  async publish(me: SignedIn, purpose: string, { texts, material }: NewPurposeTexts, now: Date) {
    return this.records.in(me, async (db) => {
      const { key } = await db.get(LibraryPurpose, { key: purpose as PurposeKey }, 'for update');
      const versions = texts.map(({ language, title, text }) => ({
        language,
        title,
        text,
        version: versionOf(language, title, text),
      }));
      await refuseWhatCannotStand(db, key, versions, material);
      if (material)
        await db.update(PurposeVersion, { purpose: key, supersededAt: null }, { supersededAt: now });
      const ids: string[] = [];
      for (const { language, title, text, version } of versions) {
        await db.update(PurposeVersion, { purpose: key, language, replacedAt: null }, { replacedAt: now });
        ids.push(
          await db.insert(PurposeVersion, { purpose: key, language, title, text, version, publishedAt: now }),
        );
      }
      const published = versions.map(({ language, version }) => ({
        language,
        version: version.toString('hex'),
      }));
      return { id: ids[0] ?? '', versions: published };
    });
  }

  /** The current text of a purpose in a language, or the nearest there is. @throws 404 when there is none */
  async nearest(db: Rows, purpose: PurposeKey, language?: string) {
    const texts = await db.all(PurposeVersion, { purpose, replacedAt: null });
    const { languages } = await this.libraries.named(db);
    const text = nearestText(texts, language, languages);
    if (!text) throw notFound();
    return text;
  }

  /** Every current text of the purposes that ask for consent, in all languages. */
  async asked(me: SignedIn) {
    return this.records.in(me, async (db) => {
      const purposes = (await db.all(LibraryPurpose, { legalBasis: 'consent' })).map(({ key }) => key);
      return { purposes, texts: await db.all(PurposeVersion, { purpose: purposes, replacedAt: null }) };
    });
  }

  /** What purposes are called, in the language or the nearest there is, inside the caller's transaction. */
  async titles(db: Rows, keys: PurposeKey[], language: string): Promise<string[]> {
    if (!keys.length) return [];
    const texts = await db.all(PurposeVersion, { purpose: keys, replacedAt: null });
    const { languages } = await this.libraries.named(db);
    const own = (key: PurposeKey) => texts.filter((text) => text.purpose === key);
    return keys.map((key) => nearestText(own(key), language, languages)?.title ?? key);
  }

  /** What the library asks and why, with current texts in the language or the nearest it has. */
  async list(me: SignedIn, language: string) {
    return this.records.in(me, async (db) => {
      const purposes = await db.all(LibraryPurpose, {});
      const texts = await db.all(PurposeVersion, { replacedAt: null });
      const { languages } = await this.libraries.named(db);
      return purposes
        .sort((a, b) => a.position - b.position)
        .map(({ key, legalBasis, categories, recipients, retention, validityMonths, directMarketing }) => {
          const own = texts.filter((text) => text.purpose === key);
          const text = nearestText(own, language, languages);
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
            validityMonths,
            directMarketing,
          };
        });
    });
  }
}

async function refuseWhatCannotStand(
  db: Rows,
  purpose: PurposeKey,
  versions: { language: string; version: Buffer }[],
  material: boolean,
) {
  if (new Set(versions.map((one) => one.language)).size < versions.length)
    throw invalid('/texts', 'Write one text per language.');
  if (await db.count(PurposeVersion, { purpose, version: versions.map((one) => one.version) }))
    throw conflict(
      'published-before',
      'These words were published before. A version is never used twice: change a word.',
    );
  const current = (await db.all(PurposeVersion, { purpose, replacedAt: null })).map((one) => one.language);
  const missing = current.filter((language) => !versions.some((one) => one.language === language));
  if (material && missing.length)
    throw invalid(
      '/texts',
      `A change of meaning has to be told in every language: write ${missing.join(', ')} too.`,
    );
}
