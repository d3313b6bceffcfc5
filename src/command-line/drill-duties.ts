import { AssessmentsService } from '../modules/incidents/assessments.service.js';
import { ControllerNoticesService } from '../modules/incidents/controller-notices.service.js';
import { NotificationsService } from '../modules/incidents/notifications.service.js';
import { done, type Scene } from './drill-scene.js';
import { ANSWERS, GROUNDS, KNOWN_AT_FIRST, WHAT } from './drill-words.js';

/** Sends each library its notice, through a recorder. */
export async function tell(scene: Scene) {
  const { commander, libraries: hit } = scene.cast;
  for (const { slug } of hit)
    await scene
      .the(ControllerNoticesService)
      .send(commander, scene.id, slug, { ...ANSWERS, nature: WHAT }, new Date());
  await done(scene, 'tell-controllers', 'A notice to each library.');
  return `${hit.length} notices (Art. 33(2)), recorded: no letter left`;
}

/** Has each owner say that it has read its notice. */
export async function delivery(scene: Scene) {
  const notices = scene.the(ControllerNoticesService);
  for (const { slug, owner } of scene.cast.libraries)
    for (const { id } of await notices.list(owner, scene.id, slug))
      await notices.acknowledge(owner, scene.id, slug, id, new Date());
  return 'each owner has read its notice: the 72 hours run';
}

/** Has each owner score its breach. */
export async function assess(scene: Scene) {
  const bands = [];
  for (const { slug, owner } of scene.cast.libraries) {
    const made = await scene.the(AssessmentsService).assess(owner, scene.id, slug, GROUNDS, new Date());
    bands.push(
      `${slug} ${made.band} (${made.score}), nearest to case ${made.nearestCases[0]?.number ?? '–'}`,
    );
  }
  await done(scene, 'assess', bands.join('; '));
  return bands.join('; ');
}

/** Has each owner decide. */
export async function decide(scene: Scene) {
  const decision = {
    notifyAuthority: true,
    communicateToSubjects: true,
    reason: 'Reading habits of named people lay open to anybody.',
  };
  for (const { slug, owner } of scene.cast.libraries)
    await scene.the(AssessmentsService).decide(owner, scene.id, slug, decision, new Date());
  return 'the authority is notified (Art. 33), the readers are informed (Art. 34)';
}

/** Records a phase of each library’s notification. */
export async function toAuthority(
  scene: Scene,
  type: 'new' | 'follow-up',
  completeness: 'incomplete' | 'complete',
): Promise<string> {
  const answers = completeness === 'complete' ? ANSWERS : KNOWN_AT_FIRST;
  const sent = [];
  for (const { slug, owner } of scene.cast.libraries) {
    const notifications = scene.the(NotificationsService);
    const made = await notifications.notify(
      owner,
      scene.id,
      slug,
      { type, completeness, answers },
      new Date(),
    );
    const { authority } = await notifications.document(owner, scene.id, slug, undefined);
    sent.push(`${authority?.name ?? 'no authority is set'}: ${made.toBeDetermined.length} rows open`);
  }
  if (completeness === 'complete') await done(scene, 'support-notification', sent.join('; '));
  return sent.join('; ');
}
