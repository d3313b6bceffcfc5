import type { Scope } from '../database/scope.js';
import type { KeyStore, WrappedKey } from './key-store.js';
import { KeysMissing } from './errors.js';
import { unwrapKey } from './wrap.js';

const BATCH = 5_000;

/**
 * Wraps a batch of a library's sealing keys under an epoch instead of older ones; what they seal is not touched. Two that
 * work at once take different rows. Tells how many it moved.
 */
export async function rewrap(scope: Scope, keys: KeyStore, epoch: number): Promise<number> {
  const { rows } = await scope.tell<WrappedKey>({
    text: `select holder_id as "holderId", purpose, kid, epoch, wrapped from sealing_key
           where library_id = $1 and epoch < $2 limit ${BATCH} for update skip locked`,
    values: [scope.libraryId, epoch],
  });
  if (!rows.length) return 0;
  const library = await keys.library(scope, true);
  const moved = rows.map((row) => {
    const { holderId, purpose, kid, wrapped } = row;
    const wrapping = library.wrapping.get(row.epoch);
    if (!wrapping)
      throw new KeysMissing(`Epoch ${row.epoch} has keys in use, and the library has no key of it.`);
    const key = unwrapKey(
      wrapping,
      { libraryId: scope.libraryId, holderId, purpose, epoch: row.epoch },
      kid,
      wrapped,
    );
    return keys.wrap(scope, library, holderId, purpose, key, epoch);
  });
  await scope.tell({
    text: `update sealing_key k set epoch = $2, wrapped = v.wrapped
           from unnest($3::uuid[], $4::text[], $5::int[], $6::bytea[]) as v (holder_id, purpose, epoch, wrapped)
           where k.library_id = $1 and k.holder_id = v.holder_id and k.purpose = v.purpose and k.epoch = v.epoch`,
    values: [
      scope.libraryId,
      epoch,
      rows.map((row) => row.holderId),
      rows.map((row) => row.purpose),
      rows.map((row) => row.epoch),
      moved,
    ],
  });
  return rows.length;
}
