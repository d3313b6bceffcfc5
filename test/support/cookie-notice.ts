import type { Caller } from './caller.js';

/** A tracker of somebody else's that counts visits. */
export const STATISTICS = {
  name: '_stat*',
  kind: 'cookie',
  category: 'statistics',
  purposes: { en: 'Counts visits', es: 'Cuenta visitas' },
  lifeDays: 30,
  setBy: 'Statistics Ltd',
  thirdParties: ['Statistics Ltd'],
};

const WORDS = {
  en: { key: 'statistics', title: 'Statistics', text: 'Show how the pages are used.' },
  es: { key: 'statistics', title: 'Estadísticas', text: 'Muestran cómo se usan las páginas.' },
};

interface Text {
  language: 'en' | 'es';
  text: string;
  categories: unknown[];
  labels: Record<string, string>;
}

/** A notice as it is served. */
export interface Notice {
  version: string;
  meaning: string;
  notice: string;
  gpc: boolean;
  text: string;
  categories: {
    key: string;
    optional: boolean;
    on: boolean;
    trackers: { name: string; exemption: string | null }[];
  }[];
}

/** The current notice of a library. */
export async function noticeOf(
  anyone: Caller,
  { slug }: { slug: string },
  query = '',
  headers: Record<string, string> = {},
): Promise<Notice> {
  const { body } = await anyone.get(`/libraries/${slug}/cookie-notice${query}`, headers).expect(200);
  return body as Notice;
}

/** A notice as owners publish it. */
export interface Draft {
  layers: unknown;
  categories: unknown[];
  texts: Text[];
}

/** The notice as it stands, ready to be published with a change. */
export async function draftOf(owner: Caller): Promise<Draft> {
  const { body } = await owner.get('/library/cookie-notices').expect(200);
  const { layers, categories, texts } = body.items[0] as Draft;
  return { layers, categories, texts };
}

/** The notice with a word added, and the category of statistics where the catalogue has it. */
export async function reworded(owner: Caller, word: string, withStatistics = false): Promise<Draft> {
  const draft = await draftOf(owner);
  const more = withStatistics ? [{ key: 'statistics', onByDefault: false }] : [];
  const texts = draft.texts.map((text) => ({
    ...text,
    text: `${text.text} ${word}`,
    categories: [...text.categories, ...(withStatistics ? [WORDS[text.language]] : [])],
  }));
  return { ...draft, categories: [...draft.categories, ...more], texts };
}

/** Publishes a notice that asks about statistics, too, which store in every way there is. */
export async function askingAboutStatistics(owner: Caller): Promise<void> {
  for (const kind of ['cookie', 'local-storage', 'session-storage', 'indexed-db'])
    await owner.post('/library/cookies', { ...STATISTICS, kind }).expect(201);
  await owner.post('/library/cookie-notices', await reworded(owner, '', true)).expect(201);
}
