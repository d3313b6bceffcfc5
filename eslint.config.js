import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const skippedTests = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: 'Every test runs: no only, skip, todo or failing.',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'Every test runs: no xit, fit or the like.',
  },
];

const everywhere = [
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Math.random can be predicted: use randomInt or randomBytes of node:crypto.',
  },
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'An error is handled, translated or passed on, never swallowed.',
  },
  ...skippedTests,
];

const inProduction = [
  ...everywhere,
  {
    selector: 'Identifier[name="forwardRef"]',
    message: 'forwardRef hides a cycle: let the lower module register with the data map instead.',
  },
];

const cipher = {
  selector: 'Identifier[name=/^create(C|Dec)ipheriv$/]',
  message: 'Only src/foundation/encryption makes ciphers: seal through the records door.',
};

const environment = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Only src/config.ts reads the environment, once and checked: inject what it offers.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'Use the global process; its env is read in src/config.ts only.',
  },
];

const clock = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'A rule is given its now as an argument.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'A rule is given its now as an argument.',
  },
];

/** ESLint replaces the options of a rule instead of adding to them, so each scope names all it forbids. */
const forbid = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors.flat()] });

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'coverage/', '.cache/', 'docs/generated/', '.adminjs/']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', ...forbid(everywhere) },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A Nest module is a class that carries only its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest types its options, and the records door its rows, by classes; both are plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['src/**/*.ts', 'migrations/**/*.ts'], rules: forbid(inProduction, cipher, environment) },
  { files: ['src/config.ts'], rules: forbid(inProduction, cipher) },
  { files: ['src/foundation/encryption/**/*.ts'], rules: forbid(inProduction, environment) },
  { files: ['src/foundation/law/**/*.ts'], rules: forbid(inProduction, cipher, environment, clock) },
  {
    files: ['src/**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // Answers over HTTP have no type; what a test expects of them is its assertion.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
