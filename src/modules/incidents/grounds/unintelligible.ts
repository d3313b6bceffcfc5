import type { ScopeKind } from '../scope/question.js';
import type { UnsealedColumn } from './unsealed.js';

/** A version of the scope as the rule looks at it. */
export interface ScopeSeen {
  version: number;
  kind: ScopeKind;
  /** Readers whose data went out through the door, as the log tells. */
  opened: number;
  from: Date;
  to: Date;
}

/** An epoch of the key ring, by the row that the platform keeps of it. */
export interface EpochSeen {
  epoch: number;
  state: 'live' | 'retiring' | 'destroyed';
  createdAt: Date;
  destroyedAt: Date | null;
}

/** Everything that tells whether what was taken can be read by whoever has it. */
export interface KeyStateSeen {
  scopes: ScopeSeen[];
  epochs: EpochSeen[];
  /** Epochs of which the library has a key now. */
  libraryKeys: number[];
  /** The latest snapshot of the incident that still stands, with the epochs that the library had keys of then. */
  snapshot: { id: string; versions: number[] } | null;
  /** Whether the incident names the root secret or the key ring as suspected. */
  isSuspected: boolean;
  /** Kinds of measures that replaced keys because of this incident. */
  keyMeasures: string[];
  sealed: number;
  unsealed: UnsealedColumn[];
}

/** An epoch as the proof lists it. */
export interface EpochProven {
  epoch: number;
  state: 'active' | 'retired' | 'destroyed';
  /** Whether the library still has a key of it. */
  hasLibraryKey: boolean;
}

/** That the data were unintelligible, as it was computed from the state of the keys; instants as ISO 8601. */
export interface Proof {
  computedAt: string;
  scope: { version: number; kind: ScopeKind; from: string; to: string };
  epochs: EpochProven[];
  snapshot: { id: string; versions: number[] } | null;
  sealed: number;
  unsealed: { table: string; column: string; what: string }[];
  says: string;
}

const STATES = { live: 'active', retiring: 'retired', destroyed: 'destroyed' } as const;

/** The version that counts: the latest. */
export function latestOf(scopes: ScopeSeen[]): ScopeSeen | undefined {
  return [...scopes].sort((a, b) => a.version - b.version).at(-1);
}

/** What speaks against the ground; empty where it holds. Nothing of it is told by whoever decides. */
export function reasonsAgainst(seen: KeyStateSeen): string[] {
  const scope = latestOf(seen.scopes);
  if (!scope) return ['No scope of this incident was worked out for this library. Compute the scope first.'];
  return [...throughTheDoor(seen.scopes, scope), ...ofKeys(seen, scope), ...ofColumns(seen.unsealed)];
}

/** What speaks against a ground that was proven before: the same, and that another version of the scope came since. */
export function staleBecause(proof: Proof, seen: KeyStateSeen): string[] {
  const latest = latestOf(seen.scopes)?.version;
  const isLater = latest !== undefined && latest !== proof.scope.version;
  return [
    ...(isLater
      ? [`The proof rests on version ${proof.scope.version} of the scope, and version ${latest} came since.`]
      : []),
    ...reasonsAgainst(seen),
  ];
}

/** The proof of a ground that nothing speaks against. */
export function proven(seen: KeyStateSeen, scope: ScopeSeen, now: Date): Proof {
  const { version, kind, from, to } = scope;
  const epochs = protecting(seen.epochs, scope).map(({ epoch, state }) => ({
    epoch,
    state: STATES[state],
    hasLibraryKey: seen.libraryKeys.includes(epoch),
  }));
  return {
    computedAt: now.toISOString(),
    scope: { version, kind, from: from.toISOString(), to: to.toISOString() },
    epochs,
    snapshot: seen.snapshot,
    sealed: seen.sealed,
    unsealed: seen.unsealed.map(({ table, column, what }) => ({ table, column, what })),
    says: [
      'The scope is a copy of the database, which holds keys only as root keys wrap them; root keys lie in the key ring,',
      'outside it, and neither the incident nor a measure of it names keys as suspected.',
      `Epochs in the window: ${epochs.map(({ epoch, state }) => `${epoch} ${state}`).join(', ')}.`,
      `${seen.sealed} personal columns stand sealed. Unsealed are ids, instants, counts and ${seen.unsealed.length} columns`,
      'of states, hashes and codes: they tell what befell an id, and neither a name nor an address nor words.',
    ].join(' '),
  };
}

/** Epochs whose root keys were there at some moment of the window. */
function protecting(epochs: EpochSeen[], { from, to }: ScopeSeen): EpochSeen[] {
  return epochs.filter(
    ({ createdAt, destroyedAt }) => createdAt < to && (destroyedAt === null || destroyedAt > from),
  );
}

/** Whatever goes through the door is opened there: whoever read it read plain text. */
function throughTheDoor(scopes: ScopeSeen[], latest: ScopeSeen): string[] {
  if (latest.kind !== 'database')
    return [
      `The scope is of kind "${latest.kind}": such data are opened on their way out and were read in plain text. Only a copy of the database can be unintelligible.`,
    ];
  const read = scopes.filter(({ kind, opened }) => kind !== 'database' && opened > 0);
  return read.map(
    ({ version, kind, opened }) =>
      `Version ${version} of the scope, of kind "${kind}", found data of ${opened} readers opened in plain text.`,
  );
}

function ofKeys(seen: KeyStateSeen, scope: ScopeSeen): string[] {
  const { epochs, libraryKeys, snapshot, isSuspected, keyMeasures } = seen;
  const known = new Set(epochs.map(({ epoch }) => epoch));
  const unknown = [...new Set([...libraryKeys, ...(snapshot?.versions ?? [])])].filter(
    (one) => !known.has(one),
  );
  return [
    ...(isSuspected
      ? [
          'What the incident suspects names the root secret, the key ring or a key: they are not known to be safe.',
        ]
      : []),
    ...keyMeasures.map(
      (kind) => `Keys were replaced because of this incident (${kind}): they are not known to be safe.`,
    ),
    ...(protecting(epochs, scope).length && libraryKeys.length
      ? []
      : ['No key is known that protected the rows of this library in the window.']),
    ...unknown.map((one) => `The library has keys of epoch ${one}, of which the platform knows nothing.`),
  ];
}

function ofColumns(unsealed: UnsealedColumn[]): string[] {
  return unsealed
    .filter(({ isPseudonymous }) => !isPseudonymous)
    .map(
      ({ table, column, what }) =>
        `${table}.${column} stands unsealed (${what}): whoever has the copy can read it.`,
    );
}
