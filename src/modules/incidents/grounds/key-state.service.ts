import { Injectable } from '@nestjs/common';
import { aJob, type SignedIn } from '../../../foundation/access/signed-in.js';
import { DataMap } from '../../../foundation/data-map/data-map.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { KeyEpoch, LibraryKey } from '../../../foundation/encryption/keys.entity.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { ContainmentAction } from '../containment/action.entity.js';
import { KEY_MEASURES } from '../containment/kinds.js';
import { inLibrary } from '../entries.js';
import { Incident, IncidentEvidence } from '../incident.entity.js';
import { BreachScope } from '../scope/scope.entity.js';
import { namesKeys } from './suspicion.js';
import type { KeyStateSeen } from './unintelligible.js';
import { columnsOf } from './unsealed.js';

/** Looks at everything that tells whether what was taken of a library can be read: scopes, keys, suspicion and the data map. */
@Injectable()
export class KeyStateService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
  ) {}

  /** How it stands now for one library, which the caller may see. @throws 404 where there is no such incident */
  async seen(
    me: SignedIn,
    incidentId: string,
    { id, slug }: { id: string; slug: string },
  ): Promise<KeyStateSeen> {
    const platform = await this.records.in(aJob('incident', PLATFORM), (db) =>
      ofPlatform(db, incidentId, { id, slug }),
    );
    const library = await this.records.in(inLibrary(me, id), (db) => ofLibrary(db, incidentId));
    return { ...platform, ...library, ...columnsOf(this.map) };
  }
}

async function ofPlatform(db: Rows, incidentId: string, { id, slug }: { id: string; slug: string }) {
  const { account } = await db.get(Incident, { id: incidentId });
  const measures = await db.all(ContainmentAction, {
    incidentId,
    kind: KEY_MEASURES,
    aboutLibrary: [id, PLATFORM],
  });
  const evidence = await db.all(IncidentEvidence, { incidentId });
  const last = evidence.filter(({ manifest }) => manifest !== null).at(-1);
  return {
    epochs: await db.all(KeyEpoch, {}),
    isSuspected: namesKeys(account.suspected),
    keyMeasures: [
      ...new Set(measures.filter(({ approvedAt }) => approvedAt !== null).map(({ kind }) => kind)),
    ],
    snapshot: last ? { id: last.id, versions: versionsIn(last.manifest, slug) } : null,
  };
}

async function ofLibrary(db: Rows, incidentId: string) {
  const scopes = await db.all(BreachScope, { incidentId });
  const keys = await db.all(LibraryKey, { kind: 'wrapping' });
  return {
    scopes: scopes.map(({ version, probable, findings: { question } }) => ({
      version,
      kind: question.kind,
      opened: probable,
      from: new Date(question.from),
      to: new Date(question.to),
    })),
    libraryKeys: keys.map(({ epoch }) => epoch),
  };
}

/** Epochs that a library had keys of when the snapshot was taken; none where the library was hit later. */
function versionsIn(manifest: unknown, slug: string): number[] {
  const versions = ['libraries', slug, 'keys', 'versions'].reduce<unknown>(
    (at, name) => new Map(Object.entries(at ?? {})).get(name),
    manifest,
  );
  return Array.isArray(versions) ? versions.filter((one): one is number => typeof one === 'number') : [];
}
