import { AssessmentsService } from '../modules/incidents/assessments.service.js';
import { BreachesService } from '../modules/incidents/breaches.service.js';
import { ControllerNoticesService } from '../modules/incidents/controller-notices.service.js';
import { InjectsService } from '../modules/incidents/drills/injects.service.js';
import { DrillScoresService } from '../modules/incidents/drills/drill-scores.service.js';
import { ReadinessService } from '../modules/incidents/drills/readiness.service.js';
import { EvidenceService } from '../modules/incidents/evidence.service.js';
import { IncidentPlanService } from '../modules/incidents/incident-plan.service.js';
import { IncidentsService } from '../modules/incidents/incidents.service.js';
import { NotificationsService } from '../modules/incidents/notifications.service.js';
import { RegisterService } from '../modules/incidents/register.service.js';
import { RemindersService } from '../modules/incidents/reminders.service.js';
import { ANSWERS, DECLARED, GROUNDS, KNOWN_AT_FIRST, WHAT } from './drill-words.js';
import { contain } from './drill-containment.js';
import { communicate } from './drill-letters.js';
import { scope } from './drill-scope.js';
import type { Play, Scene } from './drill-scene.js';

const ROLES = ['commander', 'deputy', 'scribe', 'containment-lead', 'privacy-lead'] as const;

/** The plan from the declaration to the closed register, in its order. */
export const PLAYS: readonly Play[] = [
  { name: 'declare', play: declare },
  { name: 'roles', play: roles },
  { name: 'script', play: script },
  { name: 'libraries', play: libraries },
  { name: 'snapshot', play: snapshot },
  { name: 'containment', play: containment },
  { name: 'controller notices', play: tell },
  { name: 'delivery', play: delivery },
  { name: 'scope', play: scope },
  { name: 'assessment', play: assess },
  { name: 'decision', play: decide },
  { name: 'authority, phase 1', play: (scene) => toAuthority(scene, 'new', 'incomplete') },
  { name: 'authority, phase 2', play: (scene) => toAuthority(scene, 'follow-up', 'complete') },
  { name: 'letters to readers', play: communicate },
  { name: 'events', play: events },
  { name: 'review', play: review },
  { name: 'score', play: score },
  { name: 'close', play: close },
  { name: 'register', play: register },
  { name: 'readiness', play: readiness },
];

async function declare(scene: Scene) {
  const { cast, pace, began } = scene;
  const declared = { ...DECLARED, mode: 'drill' as const, pace, detectedAt: began, awareAt: began };
  const { id } = await scene.the(IncidentsService).declare(cast.commander, declared, new Date());
  scene.id = id;
  return `DRILL-${id.slice(-8)}: ${DECLARED.title}`;
}

async function roles(scene: Scene) {
  const { commander, addresses } = scene.cast;
  for (const [i, role] of ROLES.entries())
    await scene
      .the(IncidentPlanService)
      .assign(commander, scene.id, role, addresses[i % addresses.length] ?? '', new Date());
  await done(scene, 'take-roles', 'Each role has a name.');
  return ROLES.join(', ');
}

async function script(scene: Scene) {
  const injects = [
    { afterMinutes: 0, text: 'A newspaper calls and names the library. Who answers, and with what?' },
    { afterMinutes: 0, text: 'The export was found on a forum, with a sample of fifty readers.' },
  ];
  await scene.the(InjectsService).plan(scene.cast.commander, scene.id, injects);
  return `${injects.length} events wait for the drill’s clock`;
}

async function libraries(scene: Scene) {
  const { commander, libraries: hit } = scene.cast;
  for (const { slug } of hit)
    await scene.the(BreachesService).add(commander, scene.id, slug, WHAT, undefined, new Date());
  await done(scene, 'name-libraries', 'The libraries whose exports lay there.');
  return hit.map(({ slug }) => slug).join(', ');
}

async function snapshot(scene: Scene) {
  const { hash } = await scene.the(EvidenceService).take(scene.cast.deputy, scene.id, new Date());
  await done(scene, 'preserve-evidence', `The snapshot ${hash}.`);
  return `SHA-256 ${hash}, in the ledger before anything is changed`;
}

async function containment(scene: Scene) {
  const told = await contain(scene);
  await done(scene, 'contain', told);
  return told;
}

async function tell(scene: Scene) {
  const { commander, libraries: hit } = scene.cast;
  for (const { slug } of hit)
    await scene
      .the(ControllerNoticesService)
      .send(commander, scene.id, slug, { ...ANSWERS, nature: WHAT }, new Date());
  await done(scene, 'tell-controllers', 'A notice to each library.');
  return `${hit.length} notices (Art. 33(2)), recorded: no letter left`;
}

async function delivery(scene: Scene) {
  const notices = scene.the(ControllerNoticesService);
  for (const { slug, owner } of scene.cast.libraries)
    for (const { id } of await notices.list(owner, scene.id, slug))
      await notices.acknowledge(owner, scene.id, slug, id, new Date());
  return 'each owner has read its notice: the 72 hours run';
}

async function assess(scene: Scene) {
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

async function decide(scene: Scene) {
  const decision = {
    notifyAuthority: true,
    communicateToSubjects: true,
    reason: 'Reading habits of named people lay open to anybody.',
  };
  for (const { slug, owner } of scene.cast.libraries)
    await scene.the(AssessmentsService).decide(owner, scene.id, slug, decision, new Date());
  return 'the authority is notified (Art. 33), the readers are informed (Art. 34)';
}

async function toAuthority(
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

async function events(scene: Scene) {
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

async function review(scene: Scene) {
  await done(scene, 'recover', 'Addresses of exports no longer reach a log.');
  await done(scene, 'review', 'The second library was told as fast as the first. The script was followed.');
  await scene
    .the(IncidentsService)
    .enterPhase(scene.cast.commander, scene.id, 'review', undefined, new Date());
  return 'what happened, what worked, what changes: in the timeline';
}

async function score(scene: Scene) {
  const made = await scene.the(DrillScoresService).score(scene.cast.commander, scene.id, new Date());
  return (
    `${made.points} of 100: declared after ${made.declareMinutes} min, snapshot after ${made.snapshotMinutes ?? '–'}, ` +
    `controllers told after ${made.noticeMinutes ?? '–'}, Art. 33(3) complete to ${made.completeness} %, ` +
    `${made.injectsAnswered} of ${made.injectsCame} events answered`
  );
}

async function close(scene: Scene) {
  const reason = 'Every duty is done, and the drill is scored.';
  const { phase } = await scene
    .the(IncidentsService)
    .enterPhase(scene.cast.commander, scene.id, 'closed', reason, new Date());
  return phase;
}

async function register(scene: Scene) {
  const lines = [];
  for (const { slug, owner } of scene.cast.libraries) {
    const entries = await scene.the(RegisterService).of(owner, slug, 'drill');
    const entry = entries.find(({ id }) => id === scene.id);
    lines.push(`${slug}: ${entry?.number ?? 'MISSING'}, ${entry?.notifications.length ?? 0} notifications`);
  }
  return lines.join('; ');
}

async function readiness(scene: Scene) {
  const libraries = await scene.the(ReadinessService).of(scene.cast.commander, new Date());
  return libraries
    .map(({ library, score: ready, lines }) => {
      const missing = lines.filter(({ isMet }) => !isMet).map(({ key }) => key);
      return `${library} ${ready} of 100${missing.length ? `, to do: ${missing.join(', ')}` : ''}`;
    })
    .join('; ');
}

async function done(scene: Scene, step: string, evidence: string) {
  await scene.the(IncidentPlanService).finish(scene.cast.commander, scene.id, step, evidence, new Date());
}
