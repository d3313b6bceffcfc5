import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { ScopeCountriesService } from '../modules/incidents/scope/scope-countries.service.js';
import { ScopesService } from '../modules/incidents/scope/scopes.service.js';
import { ScopeStepsService } from '../modules/incidents/scope/scope-steps.service.js';
import type { Scene } from './drill-scene.js';

const DAY_MS = 86_400_000;

/** Asks whose data were opened in the last day, and has it worked out here: no server need be there. */
export async function scope(scene: Scene): Promise<string> {
  const { cast, id, began } = scene;
  const asked = { kind: 'window' as const, from: new Date(began.getTime() - DAY_MS) };
  const { id: question, libraries } = await scene
    .the(ScopesService)
    .ask(cast.commander, id, asked, new Date());
  for (const slug of libraries) {
    const libraryId = await scene.the(LibrariesService).idOf(slug);
    await scene.until('the scope', async () => {
      await scene.the(ScopeStepsService).answer({ libraryId, id: question }, new Date());
      return !(await scene.the(ScopeStepsService).due(libraryId)).includes(question);
    });
    const counting = scene.the(ScopeCountriesService);
    // Batch by batch in turn with a server beside this process, where one is at it.
    for (const scopeId of await counting.due(libraryId))
      await counting.run({ libraryId, id: scopeId }, new Date());
  }
  const { items, totals } = await scene.the(ScopesService).list(cast.commander, id);
  const covered = items.map(({ library, permille }) => `${library} ${permille / 10} %`).join(', ');
  const countries = (totals.readersByCountry ?? []).map(
    ({ country, possible }) => `${country ?? '?'} ${possible}`,
  );
  return (
    `readers confirmed ${totals.confirmed} ≤ probable ${totals.probable} ≤ possible ${totals.possible}; ` +
    `possible by country: ${countries.join(', ') || 'not counted yet'}; log: ${covered}`
  );
}
