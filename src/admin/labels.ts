import type { Locale } from 'adminjs';
import type { Section } from './section.js';

/** The words of the panel that AdminJS does not have, in English and Spanish. */
export function labels(sections: Section[]): Locale {
  const named = Object.fromEntries(sections.map(({ id, label }) => [id, label]));
  const actions = Object.fromEntries(
    sections.flatMap(({ actions: own = {} }) =>
      Object.entries(own).map(([name, { label }]) => [name, label]),
    ),
  );
  const english = { show: 'Details', find: 'Find by address', ...actions };
  return {
    language: 'en',
    availableLanguages: ['en', 'es'],
    localeDetection: true,
    // A browser says `es-ES` or `es-MX`; both are Spanish.
    load: 'languageOnly',
    nonExplicitSupportedLngs: true,
    translations: {
      en: { labels: named, actions: english, properties: ENGLISH, resources: titled(named, 'Add an author') },
      es: {
        labels: SECTIONS,
        actions: ACTIONS,
        properties: SPANISH,
        resources: titled(SECTIONS, 'Añadir autor'),
      },
    },
  };
}

/** A list is headed by what it lists. */
function titled(named: Record<string, string>, addAuthor: string) {
  return Object.fromEntries(
    Object.entries(named).map(([id, label]) => [
      id,
      { actions: { list: label }, ...(id === 'items' ? { buttons: { addNewItem: addAuthor } } : {}) },
    ]),
  );
}

const ENGLISH = {
  email: 'E-mail address',
  createdAt: 'Since',
  lastAuthor: 'Last word',
  lastMessageAt: 'Last message',
  receivedAt: 'Received',
  promisedBy: 'Promised by',
  legalLimit: 'Legal limit',
  completedAt: 'Completed',
  legalBasis: 'Legal basis',
  purposeEn: 'What for, in English',
  purposeEs: 'What for, in Spanish',
  lifeDays: 'Days on the device (0: until the browser closes)',
  dataMonths: 'Months its data are kept (exempt audience measurement)',
  setBy: 'Set by',
  thirdParties: 'Others who can read it',
  exemption: 'Why it needs no consent',
  accept: 'Button: accept',
  refuse: 'Button: refuse',
  settings: 'Button: settings',
  save: 'Button: save',
  publishedAt: 'Published',
  validityMonths: 'Consent is given for (months; empty: until withdrawn)',
  directMarketing: 'Direct marketing',
  grounds: 'The reader’s reasons',
  decision: 'Answer',
  reason: 'Reason, for the reader to read (needed to override)',
  decidedAt: 'Answered',
};

const SECTIONS = {
  People: 'Personas',
  Library: 'Biblioteca',
  readers: 'Lectores',
  conversations: 'Conversaciones',
  requests: 'Solicitudes',
  'birth-dates': 'Fechas de nacimiento',
  objections: 'Oposiciones',
  items: 'Obras',
  purposes: 'Finalidades',
  statistics: 'Decisiones por semana',
  cookies: 'Cookies y otros rastreadores',
  'cookie-notices': 'Aviso de cookies',
};

const ACTIONS = {
  show: 'Detalles',
  find: 'Buscar por dirección',
  threads: 'Conversaciones',
  consents: 'Consentimientos',
  erase: 'Borrar para siempre',
  answer: 'Responder',
  accept: 'Aceptar',
  refuse: 'Rechazar',
};

const SPANISH = {
  email: 'Correo electrónico',
  name: 'Nombre',
  country: 'País',
  language: 'Idioma',
  phone: 'Teléfono',
  state: 'Estado',
  createdAt: 'Desde',
  subject: 'Asunto',
  reader: 'Lector',
  lastAuthor: 'Última palabra',
  lastMessageAt: 'Último mensaje',
  kind: 'Tipo',
  receivedAt: 'Recibida',
  promisedBy: 'Prometida para',
  legalLimit: 'Límite legal',
  completedAt: 'Completada',
  title: 'Título',
  authors: 'Autores',
  description: 'Descripción',
  file: 'Archivo',
  legalBasis: 'Base jurídica',
  text: 'Texto',
  categories: 'Categorías',
  recipients: 'Destinatarios',
  retention: 'Conservación',
  version: 'Versión',
  week: 'Semana',
  purpose: 'Finalidad',
  given: 'Dados',
  refused: 'Rechazados',
  withdrawn: 'Retirados',
  category: 'Categoría',
  purposeEn: 'Para qué, en inglés',
  purposeEs: 'Para qué, en español',
  lifeDays: 'Días en el dispositivo (0: hasta cerrar el navegador)',
  dataMonths: 'Meses que se guardan sus datos (medición exenta)',
  setBy: 'Quién la pone',
  thirdParties: 'Quién más puede leerla',
  exemption: 'Por qué no necesita consentimiento',
  accept: 'Botón: aceptar',
  refuse: 'Botón: rechazar',
  settings: 'Botón: configurar',
  save: 'Botón: guardar',
  publishedAt: 'Publicado',
  validityMonths: 'El consentimiento se da por (meses; vacío: hasta que se retire)',
  directMarketing: 'Mercadotecnia directa',
  grounds: 'Motivos del lector',
  decision: 'Respuesta',
  reason: 'Motivo, para que el lector lo lea (necesario para denegar)',
  decidedAt: 'Contestada',
};
