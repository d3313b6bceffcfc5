const project = {
  testEnvironment: 'node',
  testEnvironmentOptions: { globalsCleanup: 'on' },
  extensionsToTreatAsEsm: ['.ts'],
  // Imports name the compiled file, as Node wants them; Jest reads the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

const globalSetup = '<rootDir>/test/support/global-setup.mjs';
const globalTeardown = '<rootDir>/test/support/global-teardown.mjs';

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
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
