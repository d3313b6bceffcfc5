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

/** Folders of src/foundation: ledger, mail → records → encryption, data-map, access → database, law. */
export const foundation = {
  ledger: ['records', 'encryption', 'data-map', 'access', 'database', 'law'],
  mail: ['records', 'encryption', 'data-map', 'access', 'database', 'law'],
  records: ['encryption', 'data-map', 'access', 'database', 'law'],
  encryption: ['database', 'law'],
  'data-map': ['database', 'law'],
  access: ['database', 'law'],
  database: [],
  law: [],
};

/** Folders of src/modules. */
export const modules = {
  libraries: [],
  consent: ['libraries'],
  accounts: ['consent', 'libraries'],
  cookies: ['consent'],
  conversations: ['accounts', 'consent'],
  'data-subject-requests': ['accounts', 'consent'],
  incidents: ['accounts', 'libraries'],
};

/** Files of a module that others may import: its Nest module, services, guards and decorators. */
export const publicFiles = String.raw`(\.module|\.service|guard|decorators?)\.ts$`;
