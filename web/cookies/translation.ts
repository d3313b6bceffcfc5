import type { Translation } from 'vanilla-cookieconsent';
import type { Category, Notice } from './notice.js';
import type { Words } from './words.js';

/** The notice's words where the banner wants them. It writes them as markup, so that each is escaped. */
export function translationOf({ told, gpc }: Notice, words: Words): Translation {
  const { labels, layers } = told;
  const has = (layer: string[], button: string) => layer.includes(button);
  return {
    consentModal: {
      title: escaped(told.title),
      description: escaped(told.text),
      acceptAllBtn: escaped(labels.accept),
      acceptNecessaryBtn: escaped(labels.refuse),
      showPreferencesBtn: escaped(labels.settings),
    },
    preferencesModal: {
      title: escaped(words.settings),
      closeIconLabel: words.close,
      ...(has(layers.second, 'accept') ? { acceptAllBtn: escaped(labels.accept) } : {}),
      ...(has(layers.second, 'refuse') ? { acceptNecessaryBtn: escaped(labels.refuse) } : {}),
      savePreferencesBtn: escaped(labels.save),
      sections: [
        { description: escaped(gpc ? `${told.text} ${words.gpc}` : told.text) },
        ...told.categories.map((category) => sectionOf(category, words)),
      ],
    },
  };
}

function sectionOf({ key, title, text, trackers }: Category, words: Words) {
  const { name, purpose, life, setBy, others } = words;
  const body = trackers.map((tracker) => ({
    name: escaped(tracker.name),
    purpose: escaped(tracker.purpose),
    life: tracker.lifeDays ? words.days(tracker.lifeDays) : words.closing,
    setBy: escaped(tracker.setBy),
    others: escaped(tracker.thirdParties.join(', ') || words.nobody),
  }));
  return {
    title: escaped(title),
    description: escaped(text),
    linkedCategory: key,
    cookieTable: { headers: { name, purpose, life, setBy, others }, body },
  };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
