import { cookieInterval } from '../../foundation/law/cookie-intervals.js';
import type { PlainDate } from '../../foundation/law/plain-date.js';
import type { CataloguedTracker } from './notice-shape.js';
import { NECESSARY } from './tracker.entity.js';

/** The optional category of the pages themselves. */
export const PREFERENCES = 'preferences';
/** The one optional cookie of the pages: set only after the visitor accepted its category. */
export const REMEMBERED_LANGUAGE = 'carrel_remembered_language';
export const REMEMBERED_LANGUAGE_DAYS = 180;

const DAYS_OF_A_LONG_MONTH = 31;

type Words = Record<'en' | 'es', string>;

/** What the pages really store, as a new library's catalogue tells it. */
export function standardCatalogue(
  { name: setBy, country, languages }: { name: string; country: string; languages: string[] },
  on: PlainDate,
): CataloguedTracker[] {
  const { acceptMonths, refuseMonths } = cookieInterval(country, on);
  const entry = (name: string, lifeDays: number, words: Words, isOptional = false): CataloguedTracker => ({
    name,
    kind: 'cookie',
    category: isOptional ? PREFERENCES : NECESSARY,
    purposes: inLanguages(words, languages),
    lifeDays,
    dataMonths: null,
    setBy,
    thirdParties: [],
    exemption: isOptional ? null : 'strictly-necessary',
  });
  return [
    entry('carrel_session', 0, SESSION),
    entry('carrel_visit', 0, VISIT),
    entry('carrel_language', 0, LANGUAGE),
    entry('carrel_cookies', Math.max(acceptMonths, refuseMonths) * DAYS_OF_A_LONG_MONTH, CHOICE),
    entry(REMEMBERED_LANGUAGE, REMEMBERED_LANGUAGE_DAYS, REMEMBERED, true),
  ];
}

/** The words in each language of a library; English where we have none. */
export function inLanguages<T>(words: Record<'en' | 'es', T>, languages: string[]): Record<string, T> {
  return Object.fromEntries(languages.map((language) => [language, words[language === 'es' ? 'es' : 'en']]));
}

const SESSION: Words = {
  en: 'Keeps you signed in, for twelve hours at most.',
  es: 'Mantiene su sesión abierta, doce horas como máximo.',
};
const VISIT: Words = {
  en: 'Protects forms from being sent by other sites.',
  es: 'Protege los formularios de envíos desde otros sitios.',
};
const LANGUAGE: Words = {
  en: 'Keeps the language you chose until you close the browser.',
  es: 'Conserva el idioma que eligió hasta que cierre el navegador.',
};
const CHOICE: Words = {
  en: 'Keeps your choice about cookies under a random number, so that we do not ask again.',
  es: 'Conserva su decisión sobre las cookies con un número aleatorio, para no volver a preguntar.',
};
const REMEMBERED: Words = {
  en: 'Remembers the language you chose for your next visits.',
  es: 'Recuerda el idioma que eligió para sus próximas visitas.',
};
