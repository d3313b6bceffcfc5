import { namesKeys } from './suspicion.js';
import { latestOf, proven, reasonsAgainst, staleBecause, type KeyStateSeen } from './unintelligible.js';
import { isPseudonymous } from './unsealed.js';

const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const scope = { version: 1, kind: 'database' as const, opened: 0, from: at(10), to: at(12) };
const epoch = { epoch: 2, state: 'live' as const, createdAt: at(1), destroyedAt: null };

const SAFE: KeyStateSeen = {
  scopes: [scope],
  epochs: [
    { epoch: 1, state: 'destroyed', createdAt: at(1), destroyedAt: at(9) },
    epoch,
    { epoch: 3, state: 'live', createdAt: at(13), destroyedAt: null },
  ],
  libraryKeys: [2, 3],
  snapshot: { id: 'a snapshot', versions: [2] },
  isSuspected: false,
  keyMeasures: [],
  sealed: 40,
  unsealed: [{ table: 'session', column: 'kind', what: 'a state', isPseudonymous: true }],
};

const against = (changes: Partial<KeyStateSeen>) => reasonsAgainst({ ...SAFE, ...changes }).join(' ');

it('holds for a copy of the database whose keys nobody suspects, and lists the epochs of the window alone', () => {
  expect(reasonsAgainst(SAFE)).toEqual([]);
  expect(proven(SAFE, scope, at(14))).toMatchObject({
    scope: { version: 1, kind: 'database' },
    epochs: [{ epoch: 2, state: 'active', hasLibraryKey: true }],
    sealed: 40,
  });
  const destroyedLater = { ...epoch, state: 'destroyed' as const, destroyedAt: at(11) };
  expect(proven({ ...SAFE, epochs: [destroyedLater] }, scope, at(14)).epochs).toEqual([
    { epoch: 2, state: 'destroyed', hasLibraryKey: true },
  ]);
});

it.each(['session', 'credential', 'api-key', 'staff', 'export', 'address', 'window'] as const)(
  'does not hold for a scope by %s: it was read in plain text',
  (kind) => {
    expect(against({ scopes: [{ ...scope, kind }] })).toContain('plain text');
  },
);

it('lets the latest version decide, and counts readers that an earlier one found at the door', () => {
  const earlier = { ...scope, kind: 'session' as const };
  const later = { ...scope, version: 2 };
  expect(latestOf([later, earlier])?.version).toBe(2);
  expect(against({ scopes: [later, earlier] })).toBe('');
  expect(against({ scopes: [later, { ...earlier, opened: 3 }] })).toContain('3 readers');
});

it('needs a scope, a key that protected the window, and epochs that the platform knows', () => {
  expect(against({ scopes: [] })).toContain('Compute the scope first.');
  expect(against({ epochs: [{ ...epoch, createdAt: at(13) }], libraryKeys: [2], snapshot: null })).toContain(
    'No key is known',
  );
  expect(against({ libraryKeys: [] })).toContain('No key is known');
  expect(against({ snapshot: { id: 'a snapshot', versions: [7] } })).toContain('epoch 7');
});

it('falls with a suspected key, replaced keys or a column that names somebody', () => {
  expect(against({ isSuspected: true })).toContain('root secret');
  expect(against({ keyMeasures: ['rotate-library-keys'] })).toContain('rotate-library-keys');
  const named = { table: 'reader', column: 'nickname', what: 'a name', isPseudonymous: false };
  expect(against({ unsealed: [named] })).toContain('reader.nickname');
});

it('is stale once another version of the scope came', () => {
  const proof = proven(SAFE, scope, at(14));
  expect(staleBecause(proof, SAFE)).toEqual([]);
  const later = { ...SAFE, scopes: [scope, { ...scope, version: 2 }] };
  expect(staleBecause(proof, later)).toEqual([expect.stringContaining('version 2 came since')]);
});

it.each([
  ['The root secret was in the same bucket.', true],
  ['A key export lay beside the dump.', true],
  ['Quizá la clave maestra.', true],
  ['El llavero estaba en el mismo disco.', true],
  ['A backup disk was stolen.', false],
  ['An API key was stolen.', false],
  [null, false],
])('reads %p: keys named %p', (suspected, isNamed) => {
  expect(namesKeys(suspected)).toBe(isNamed);
});

it.each([
  ['an id', true],
  ['a hash of a published text', true],
  ['a keyed token that means nothing without its key', true],
  ['a name that everybody knows', false],
  ['an idea of the reader', false],
])('takes %p for what names nobody: %p', (what, isSo) => {
  expect(isPseudonymous(what)).toBe(isSo);
});
