import type { Locale } from 'adminjs';
import type { Section } from './section.js';

/** The words of the panel that AdminJS does not have; its own are there in Spanish, too. */
export function labels(sections: Section[]): Locale {
  const named = Object.fromEntries(sections.map(({ id, label }) => [id, label]));
  const actions = Object.fromEntries(
    sections.flatMap(({ actions: own = {} }) =>
      Object.entries(own).map(([name, { label }]) => [name, label]),
    ),
  );
  return {
    language: 'en',
    availableLanguages: ['en', 'es'],
    localeDetection: true,
    translations: {
      en: { labels: named, actions: { find: 'Find by address', ...actions }, properties: PROPERTIES },
    },
  };
}

const PROPERTIES = {
  email: 'E-mail address',
  createdAt: 'Since',
  lastAuthor: 'Last word',
  lastMessageAt: 'Last message',
  receivedAt: 'Received',
  promisedBy: 'Promised by',
  completedAt: 'Completed',
  legalBasis: 'Legal basis',
};
