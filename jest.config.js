/**
 * ES modules that CommonJS packages `require()`. Node has done that by itself since 22.12, Jest only on Node 24.9 and
 * later: for the Nodes between, these are turned into CommonJS where they are required.
 */
const REQUIRED_ES_MODULES = ['content-disposition', 'cookie'];

const project = {
  testEnvironment: 'node',
  testEnvironmentOptions: { globalsCleanup: 'on' },
  extensionsToTreatAsEsm: ['.ts'],
  // Imports name the compiled file, as Node wants them; Jest reads the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.[jt]s$': '@swc/jest' },
  transformIgnorePatterns: [`/node_modules/(?!(${REQUIRED_ES_MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

const globalSetup = '<rootDir>/test/support/global-setup.mjs';
const globalTeardown = '<rootDir>/test/support/global-teardown.mjs';

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Modules of a test file stay in its worker's memory: a new worker goes on before there is none left.
  workerIdleMemoryLimit: '2GB',
  // A failed test may leave a browser or a server open: the run ends all the same.
  forceExit: true,
  // Jest takes no time-out per project.
  testTimeout: 60_000,
  projects: [
    { ...project, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    {
      ...project,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      globalSetup,
      globalTeardown,
    },
  ],
};
