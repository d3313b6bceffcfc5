/**
 * Who may import whom, one line a folder: what stands at the key may import the folders of its list, and itself.
 * Imports go downwards only. Read by .dependency-cruiser.js, which enforces it, and by src/import-rules.spec.ts, which
 * fails when a folder has no line here.
 */

/** Folders directly under src. */
export const layers = {
  admin: ['modules', 'foundation'],
  pages: ['modules', 'foundation'],
  'command-line': ['modules', 'foundation'],
  jobs: ['modules', 'foundation'],
  modules: ['foundation'],
  foundation: [],
};

/**
 * Folders of src/foundation: ledger, files, mail → records → access → http → encryption → data-map → database, law.
 * `http` holds what every route shares: problems, fields, pages.
 */
export const foundation = {
  ledger: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'law'],
  files: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'law'],
  mail: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'law'],
  records: ['access', 'http', 'encryption', 'data-map', 'database', 'law'],
  access: ['http', 'data-map', 'database', 'law'],
  http: ['encryption', 'database', 'law'],
  encryption: ['data-map', 'database', 'law'],
  'data-map': ['database', 'law'],
  database: [],
  law: [],
};

/** Folders of src/modules. */
export const modules = {
  libraries: [],
  consent: ['libraries'],
  accounts: ['consent', 'libraries'],
  cookies: ['consent', 'libraries'],
  conversations: ['accounts', 'consent', 'libraries'],
  'data-subject-requests': ['accounts', 'consent', 'libraries'],
  incidents: ['accounts', 'libraries'],
};

/** Files of a module that others may import: its Nest module, services, guards and decorators. */
export const publicFiles = String.raw`(\.module|\.service|guard|decorators?)\.ts$`;
