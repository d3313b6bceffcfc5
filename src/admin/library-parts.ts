import type { Staff } from '../foundation/access/signed-in.js';
import { partOf } from './breach-parts.js';
import { unconfirmed } from './evidence-parts.js';
import type { PanelServices } from './panel-services.js';

/**
 * What officers see of the libraries of an incident: how the letters of each stand, and all of one library's part, the one
 * chosen or the only one, so that the page of an incident over many libraries stays short. @throws 404
 */
export async function librariesOf(
  services: PanelServices,
  me: Staff,
  id: string,
  { hit, chosen }: { hit: readonly string[]; chosen: string | undefined },
) {
  const letters = [];
  for (const library of hit)
    for (const { letters: _, ...one } of await services.communications.list(me, id, library))
      letters.push({ library, ...one });
  const slug = chosen ?? (hit.length === 1 ? hit[0] : undefined);
  return { letters, chosen: slug === undefined ? null : await chosenOf(services, me, id, slug) };
}

async function chosenOf(services: PanelServices, me: Staff, id: string, slug: string) {
  const part = await partOf(services, me, id, slug);
  const there = { ...me, libraryId: await services.libraries.idOf(slug) };
  const { items } = await services.timeline.page(there, id, { order: 'newest', limit: 200 });
  return { slug, proposals: unconfirmed(items), ...part };
}
