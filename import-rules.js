/**
 * Who may import whom, one line a folder: what stands at the key may import the folders of its list, and itself.
 * Imports go downwards only. Read by .dependency-cruiser.js, which enforces it, and by src/import-rules.spec.ts, which
 * fails when a folder has no line here.
 */

/** Folders directly under src. */
export const layers = {
  admin: ['modules', 'foundation'],
  pages: ['modules', 'foundation'],
  'command-line': ['modules', 'foundation', 'verifier', 'verifying', 'demo'],
  demo: ['modules', 'foundation'],
  jobs: ['modules', 'foundation'],
  modules: ['foundation'],
  foundation: [],
  // Stands apart from the ledger's writer, so that the mistake of one does not hide the other's.
  verifier: [],
  verifying: ['verifier', 'modules', 'foundation'],
};

/**
 * Folders of src/foundation: operations, backup → ledger, files, mail → records → access → http → encryption → leaves → data-map → database, law.
 * `documents` makes pages, PDFs and ZIPs of what people are handed. `leaves` holds what facts leave for the ledger. `http` holds what every route shares: problems, fields, pages. `metrics` holds counters, which any part may raise.
 */
export const foundation = {
  backup: [
    'ledger',
    'files',
    'records',
    'access',
    'http',
    'encryption',
    'leaves',
    'data-map',
    'database',
    'metrics',
  ],
  operations: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'metrics'],
  ledger: [
    'records',
    'access',
    'http',
    'encryption',
    'leaves',
    'data-map',
    'database',
    'law',
    'metrics',
    'documents',
  ],
  files: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'law', 'metrics'],
  mail: ['records', 'access', 'http', 'encryption', 'data-map', 'database', 'law', 'metrics'],
  records: ['access', 'http', 'encryption', 'leaves', 'data-map', 'database', 'law', 'metrics'],
  access: ['http', 'data-map', 'database', 'law', 'metrics'],
  documents: [],
  http: ['encryption', 'database', 'law', 'metrics'],
  encryption: ['leaves', 'data-map', 'database', 'law', 'metrics'],
  leaves: ['data-map', 'database'],
  'data-map': ['database', 'law'],
  database: ['metrics'],
  law: [],
  metrics: [],
};

/** Folders of src/modules. */
export const modules = {
  libraries: [],
  deadlines: ['libraries'],
  consent: ['libraries', 'deadlines'],
  accounts: ['consent', 'libraries'],
  cookies: ['consent', 'libraries'],
  conversations: ['accounts', 'consent', 'libraries'],
  'data-subject-requests': ['accounts', 'consent', 'deadlines', 'libraries'],
  'outside-requests': ['data-subject-requests', 'accounts', 'consent', 'deadlines', 'libraries'],
  incidents: ['accounts', 'data-subject-requests', 'deadlines', 'libraries'],
  retention: ['accounts', 'consent', 'data-subject-requests', 'incidents', 'libraries'],
};

/** Files of a module that others may import: its Nest module, services, guards and decorators. */
export const publicFiles = String.raw`(\.module|\.service|guard|decorators?)\.ts$`;
