import type { Parameters } from '../../../foundation/records/statements.js';
import type { ScopeKind } from './question.js';
import { SCOPE_COUNTRIES } from './scope-countries.service.js';

/** What a question is about, as the log has it: an id, or the keyed hash of an address. */
export interface Asked {
  libraryId: string;
  kind: ScopeKind;
  of: string | Buffer | null;
  epoch: number | null;
  from: Date;
  to: Date;
}

/** Conditions on entries `e` of the log. */
export interface Match {
  /** In the library, in the window or near to it. */
  within: string;
  /** The question is about it. */
  exact: string;
  /** Near to what the question is about, or exact. */
  near: string;
}

/** Instants that people tell are rounded: what was opened within an hour of the window is near to it. */
const NEAR = "interval '1 hour'";

/** Which entries a question is about, and which are near to them; none where the log is not what is asked. */
export function matchOf({ libraryId, kind, of, epoch, from, to }: Asked, parameters: Parameters): Match {
  const library = `${parameters.add(libraryId)}::uuid`;
  const [begins, ends] = [from, to].map((at) => `${parameters.add(at)}::timestamptz`);
  const within = (e: string) =>
    `${e}.library_id = ${library} and ${e}.at >= ${begins} - ${NEAR} and ${e}.at < ${ends} + ${NEAR}`;
  const inWindow = (e: string) => `${e}.at >= ${begins} and ${e}.at < ${ends}`;
  const match = (is: string, near = is): Match => ({
    within: within('e'),
    exact: `(${inWindow('e')} and ${is})`,
    near: `(${near})`,
  });
  switch (kind) {
    case 'credential':
    case 'session':
    case 'api-key': {
      const id = `${parameters.add(of)}::uuid`;
      const ofEpoch = epoch === null ? '' : ` and e.credential_epoch = ${parameters.add(epoch)}::int`;
      // Whoever has one credential of a person may have had another.
      const person = `select p.actor_kind, p.actor_id from access_entry p where ${within('p')} and p.credential_id = ${id}`;
      return match(
        `e.credential_id = ${id}${ofEpoch}`,
        `e.credential_id = ${id} or (e.actor_kind, e.actor_id) in (${person})`,
      );
    }
    case 'staff':
      return match(`e.actor_kind = 'staff' and e.actor_id = ${parameters.add(of)}::text`);
    case 'address': {
      const hash = `${parameters.add(of)}::bytea`;
      // Whoever worked from there may have worked from elsewhere with the same credential.
      const used = `select p.credential_id from access_entry p where ${library} = p.library_id and ${inWindow('p')} and p.address = ${hash}`;
      return match(`e.address = ${hash}`, `e.address = ${hash} or e.credential_id in (${used})`);
    }
    case 'window':
      // Counting an earlier answer opened those whom it lists: that hit nobody.
      return match(`(e.actor_kind <> 'job' or e.actor_id <> '${SCOPE_COUNTRIES}')`);
    case 'export':
    case 'database':
      return match('false');
    default:
      return kind satisfies never;
  }
}
