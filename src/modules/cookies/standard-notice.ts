import type { NoticeDraft, NoticeText } from './notice-shape.js';
import { inLanguages, PREFERENCES } from './standard-catalogue.js';
import { NECESSARY } from './tracker.entity.js';

type Spoken = 'en' | 'es';

/** The notice that every library starts with. */
export function standardNotice(languages: string[]): NoticeDraft {
  const texts = inLanguages(WORDS, languages);
  return {
    layers: { first: ['accept', 'refuse', 'settings'], second: ['accept', 'refuse', 'save'] },
    categories: [{ key: PREFERENCES, onByDefault: false }],
    texts: languages.flatMap((language) => {
      const words = texts[language];
      return words ? [{ language, ...words, categories: [NECESSARY, PREFERENCES].flatMap(wordsOf(language)) }] : [];
    }),
  };
} // prettier-ignore

/** Words for the usual categories, for notices that do not bring their own. */
export function wordsOf(language: string) {
  const spoken: Spoken = language === 'es' ? 'es' : 'en';
  return (key: string) => {
    const words = CATEGORIES[key]?.[spoken];
    return words ? [{ key, ...words }] : [];
  };
}

const WORDS: Record<Spoken, Omit<NoticeText, 'language' | 'categories'>> = {
  en: {
    title: 'Cookies',
    text: 'We store on your device what these pages need to work. Anything else only if you accept it. Refusing changes nothing in what you can do here, and you can decide anew at any time under “Cookie settings”.',
    labels: { accept: 'Accept all', refuse: 'Refuse all', settings: 'Settings', save: 'Save my choice' },
  },
  es: {
    title: 'Cookies',
    text: 'Guardamos en su dispositivo lo que estas páginas necesitan para funcionar. Cualquier otra cosa, solo si la acepta. Rechazar no cambia nada de lo que puede hacer aquí, y puede decidir de nuevo cuando quiera en «Configuración de cookies».',
    labels: { accept: 'Aceptar todo', refuse: 'Rechazar todo', settings: 'Configurar', save: 'Guardar' },
  },
};

const CATEGORIES: Partial<Record<string, Record<Spoken, { title: string; text: string }>>> = {
  [NECESSARY]: {
    en: { title: 'Necessary', text: 'Without these the pages do not work. They need no consent.' },
    es: { title: 'Necesarias', text: 'Sin ellas las páginas no funcionan. No necesitan consentimiento.' },
  },
  [PREFERENCES]: {
    en: { title: 'Preferences', text: 'Remember how you like these pages for your next visits.' },
    es: { title: 'Preferencias', text: 'Recuerdan cómo prefiere estas páginas para sus próximas visitas.' },
  },
  statistics: {
    en: { title: 'Statistics', text: 'Show the library how its pages are used.' },
    es: { title: 'Estadísticas', text: 'Muestran a la biblioteca cómo se usan sus páginas.' },
  },
  marketing: {
    en: { title: 'Advertising', text: 'Show you advertisements and measure them.' },
    es: { title: 'Publicidad', text: 'Le muestran anuncios y los miden.' },
  },
};
