import type { SignedIn } from '../access/signed-in.js';
import { SubjectErased } from '../encryption/errors.js';
import type { DataKey } from '../encryption/data-key.js';
import type { KeyPurpose, KeyStore, WrappedKey } from '../encryption/key-store.js';
import type { Scope } from '../database/scope.js';
import type { SubjectState } from './subject.entity.js';

/** A subject's state with the keys it still has. */
export interface SubjectKeys {
  state: SubjectState;
  /** Whether the member of staff who asks has opened the subject's restricted data for a claim. */
  isViewed: boolean;
  keys: Map<KeyPurpose, DataKey>;
}

/** A subject with one of its keys, or with none left. */
type Row = { state: SubjectState; isViewed: boolean | null } & (
  WrappedKey | { holderId: string; purpose: null }
);

const QUESTION = `
  select s.id as "holderId", s.state, k.purpose, k.kid, k.epoch, k.wrapped,
         s.state = 'restricted' and exists (
           select 1 from restricted_view v
           where v.library_id = $1 and v.subject_id = s.id and v.staff_id = $3 and v.until_at > now()) as "isViewed"
  from subject s left join sealing_key k on k.library_id = s.library_id and k.holder_id = s.id
  where s.library_id = $1 and s.id = any($2::uuid[])`;

/** Fetches states and keys of subjects, one query for any number of them. */
export class SubjectKeyring {
  private readonly writable = new Map<string, Promise<SubjectKeys>>();

  constructor(
    private readonly scope: Scope,
    private readonly store: KeyStore,
    private readonly me?: SignedIn,
  ) {}

  /** For reading: subjects that are being erased come back without keys that open anything of theirs. */
  async forReading(subjectIds: string[]): Promise<Map<string, SubjectKeys>> {
    if (!subjectIds.length) return new Map();
    return this.fetch({ name: 'subject_keys', text: QUESTION }, subjectIds);
  }

  /**
   * For writing: takes `FOR KEY SHARE` on the subject, which waits for and is seen by an erasure's `FOR UPDATE`, so that
   * nothing is sealed after it.
   * @throws SubjectErased when the subject is being erased, is erased or never was.
   */
  async forWriting(subjectId: string): Promise<SubjectKeys> {
    const [found] = await this.allForWriting([subjectId]);
    if (!found) throw new SubjectErased();
    return found;
  }

  async allForWriting(subjectIds: string[]): Promise<SubjectKeys[]> {
    const missing = [...new Set(subjectIds)].filter((id) => !this.writable.has(id)).sort();
    if (missing.length) {
      const fetched = this.fetch(
        { name: 'subject_keys_share', text: `${QUESTION} order by s.id for key share of s` },
        missing,
      );
      for (const id of missing) {
        const one = fetched.then((all) => writable(all.get(id)));
        one.catch(() => undefined); // told to whoever awaits it below
        this.writable.set(id, one);
      }
    }
    return Promise.all(subjectIds.map((id) => this.writable.get(id) ?? Promise.reject(new SubjectErased())));
  }

  /** Keys that this transaction has just made. */
  remember(subjectId: string, keys: Map<KeyPurpose, DataKey>) {
    this.writable.set(subjectId, Promise.resolve({ state: 'active', isViewed: false, keys }));
  }

  private async fetch(statement: { name: string; text: string }, subjectIds: string[]) {
    const staffId = this.me?.kind === 'staff' ? this.me.id : null;
    const { rows } = await this.scope.tell<Row>({
      ...statement,
      values: [this.scope.libraryId, subjectIds, staffId],
    });
    const found = new Map<string, SubjectKeys>();
    for (const row of rows) {
      const subject = found.get(row.holderId) ?? {
        state: row.state,
        isViewed: row.isViewed === true,
        keys: new Map<KeyPurpose, DataKey>(),
      };
      found.set(row.holderId, subject);
      if (row.purpose === null || (isGone(row.state) && row.purpose !== 'evidence')) continue;
      subject.keys.set(row.purpose, await this.store.unwrap(this.scope, row));
    }
    return found;
  }
}

function writable(subject: SubjectKeys | undefined): SubjectKeys {
  if (!subject || isGone(subject.state)) throw new SubjectErased();
  return subject;
}

/** True from the commit that requested the erasure. */
export function isGone(state: SubjectState): boolean {
  return state === 'erasing' || state === 'erased';
}
