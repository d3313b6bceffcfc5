import { foundation, layers, modules, publicFiles } from './import-rules.js';

/** One rule a folder of `parent`: it imports, of its siblings, only those that its line in the table names. */
const downwards = (parent, table) =>
  Object.entries(table).map(([folder, allowed]) => ({
    name: `${parent}/${folder} imports downwards only`,
    comment: `${parent}/${folder} may import ${allowed.join(', ') || 'none of its siblings'} (import-rules.js).`,
    severity: 'error',
    from: { path: `^${parent}/${folder}/` },
    to: { path: `^${parent}/[^/]+/`, pathNot: [folder, ...allowed].map((name) => `^${parent}/${name}/`) },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...downwards('src', layers),
    ...downwards('src/foundation', foundation),
    ...downwards('src/modules', modules),
    {
      name: 'public face of a module',
      comment: 'Of another module only its module, service, guard or decorator files are imported.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', publicFiles] },
    },
    {
      name: 'public face of a module, from above',
      comment:
        'What stands above the modules, too, imports only their module, service, guard or decorator files.',
      severity: 'error',
      from: { path: `^src/(${Object.keys(layers).join('|')})/`, pathNot: '^src/modules/' },
      to: { path: '^src/modules/', pathNot: publicFiles },
    },
    {
      name: 'config knows nobody',
      comment: 'src/config.ts is imported by all, so it imports nothing of src.',
      severity: 'error',
      from: { path: String.raw`^src/config\.ts$` },
      to: { path: '^src/' },
    },
    {
      name: 'what assembles a floor stands on top of it',
      comment:
        'Files directly in src/foundation or src/modules put its folders together: no folder of it imports them.',
      severity: 'error',
      from: { path: '^src/(foundation|modules)/[^/]+/' },
      to: { path: '^src/$1/[^/]+$' },
    },
    {
      name: 'nobody imports the roof',
      comment: 'Of the files directly in src, only config.ts is for everyone.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/command-line/' },
      to: { path: '^src/[^/]+$', pathNot: String.raw`^src/config\.ts$` },
    },
    {
      name: 'the command line starts the application',
      comment: 'Of the files directly in src, the command line imports what starts the application.',
      severity: 'error',
      from: { path: '^src/command-line/' },
      to: { path: '^src/[^/]+$', pathNot: String.raw`^src/(config|app\.module|bootstrap|migrations)\.ts$` },
    },
    {
      name: 'migrations stand alone',
      comment: 'A migration is never edited after landing, so it depends on no code that is.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|test|bench|web)/' },
    },
    {
      name: 'only the database part reads migrations',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/foundation/database/' },
      to: { path: '^migrations/' },
    },
    {
      name: 'production code imports no tests',
      severity: 'error',
      from: { path: '^src/', pathNot: String.raw`\.spec\.ts$` },
      to: { path: ['^(test|bench|scripts)/', String.raw`\.spec\.ts$`] },
    },
    {
      name: 'production code needs no development dependency',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: String.raw`\.spec\.ts$` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no barrels',
      comment: 'The public face of a module is what its Nest module exports: no index.ts.',
      severity: 'error',
      from: {},
      to: { path: String.raw`/index\.ts$`, pathNot: 'node_modules' },
    },
    {
      name: 'everything resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
