import { CommunicationsService } from '../modules/incidents/communications/communications.service.js';
import { SendingService } from '../modules/incidents/communications/sending.service.js';
import { LetterTemplatesService } from '../modules/incidents/drills/letter-templates.service.js';
import type { Hit } from './drill-cast.js';
import type { Scene } from './drill-scene.js';

/** Writes to the readers of each library in the words that its owner would approve; every letter is recorded, none leaves. */
export async function communicate(scene: Scene): Promise<string> {
  const told = [];
  for (const library of scene.cast.libraries) told.push(`${library.slug} ${await write(scene, library)}`);
  return `${told.join('; ')}: recorded, none left`;
}

async function write(scene: Scene, { slug, owner }: Hit): Promise<string> {
  const communications = scene.the(CommunicationsService);
  const templates = await scene.the(LetterTemplatesService).list(owner);
  const texts = Object.fromEntries(templates.map(({ language, text }) => [language, text]));
  const draft = { texts };
  const { id } = await communications.draft(owner, scene.id, slug, draft, new Date());
  await communications.approve(owner, scene.id, slug, id, new Date());
  await scene.until('the letters', async () => {
    await scene.the(SendingService).deliver({ libraryId: owner.libraryId, id }, new Date());
    return (await communications.show(owner, scene.id, slug, id)).state === 'sent';
  });
  const { totals } = await communications.show(owner, scene.id, slug, id);
  return `${totals.frozen} letters, ${totals.recorded} recorded`;
}
