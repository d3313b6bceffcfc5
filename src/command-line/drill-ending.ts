import { DrillScoresService } from '../modules/incidents/drills/drill-scores.service.js';
import { InjectsService } from '../modules/incidents/drills/injects.service.js';
import { ReadinessService } from '../modules/incidents/drills/readiness.service.js';
import { IncidentsService } from '../modules/incidents/incidents.service.js';
import { RegisterService } from '../modules/incidents/register.service.js';
import { RemindersService } from '../modules/incidents/reminders.service.js';
import { done, type Scene } from './drill-scene.js';

/** Lets the made-up events come, and answers them. */
export async function events(scene: Scene) {
  await scene.the(RemindersService).watch(scene.id, new Date());
  const injects = scene.the(InjectsService);
  const { items, coming } = await injects.list(scene.cast.commander, scene.id);
  for (const { id } of items)
    await injects.answer(
      scene.cast.deputy,
      scene.id,
      id,
      'The commander answers, with facts only.',
      new Date(),
    );
  return `${items.length} came and were answered, ${coming} to come`;
}

/** Reviews what happened. */
export async function review(scene: Scene) {
  await done(scene, 'recover', 'Addresses of exports no longer reach a log.');
  await done(scene, 'review', 'The second library was told as fast as the first. The script was followed.');
  await scene
    .the(IncidentsService)
    .enterPhase(scene.cast.commander, scene.id, 'review', undefined, new Date());
  return 'what happened, what worked, what changes: in the timeline';
}

/** Scores the drill. */
export async function score(scene: Scene) {
  const made = await scene.the(DrillScoresService).score(scene.cast.commander, scene.id, new Date());
  return (
    `${made.points} of 100: declared after ${made.declareMinutes} min, snapshot after ${made.snapshotMinutes ?? '–'}, ` +
    `controllers told after ${made.noticeMinutes ?? '–'}, Art. 33(3) complete to ${made.completeness} %, ` +
    `${made.injectsAnswered} of ${made.injectsCame} events answered`
  );
}

/** Closes it. */
export async function close(scene: Scene) {
  const reason = 'Every duty is done, and the drill is scored.';
  const { phase } = await scene
    .the(IncidentsService)
    .enterPhase(scene.cast.commander, scene.id, 'closed', reason, new Date());
  return phase;
}

/** Looks for the drill in the register of each library. */
export async function register(scene: Scene) {
  const lines = [];
  for (const { slug, owner } of scene.cast.libraries) {
    const entries = await scene.the(RegisterService).of(owner, slug, 'drill');
    const entry = entries.find(({ id }) => id === scene.id);
    lines.push(`${slug}: ${entry?.number ?? 'MISSING'}, ${entry?.notifications.length ?? 0} notifications`);
  }
  return lines.join('; ');
}

/** Tells what each library still lacks for the real thing. */
export async function readiness(scene: Scene) {
  const libraries = await scene.the(ReadinessService).of(scene.cast.commander, new Date());
  return libraries
    .map(({ library, score: ready, lines }) => {
      const missing = lines.filter(({ isMet }) => !isMet).map(({ key }) => key);
      return `${library} ${ready} of 100${missing.length ? `, to do: ${missing.join(', ')}` : ''}`;
    })
    .join('; ');
}
