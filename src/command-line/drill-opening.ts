import { BreachesService } from '../modules/incidents/breaches.service.js';
import { InjectsService } from '../modules/incidents/drills/injects.service.js';
import { EvidenceService } from '../modules/incidents/evidence.service.js';
import { IncidentPlanService } from '../modules/incidents/incident-plan.service.js';
import { IncidentsService } from '../modules/incidents/incidents.service.js';
import { contain } from './drill-containment.js';
import { done, type Scene } from './drill-scene.js';
import { DECLARED, WHAT } from './drill-words.js';

const ROLES = ['commander', 'deputy', 'scribe', 'containment-lead', 'privacy-lead'] as const;

/** Declares the drill, with its clock. */
export async function declare(scene: Scene) {
  const { cast, pace, began } = scene;
  const declared = { ...DECLARED, mode: 'drill' as const, pace, detectedAt: began, awareAt: began };
  const { id } = await scene.the(IncidentsService).declare(cast.commander, declared, new Date());
  scene.id = id;
  return `DRILL-${id.slice(-8)}: ${DECLARED.title}`;
}

/** Gives every role to an officer. */
export async function roles(scene: Scene) {
  const { commander, addresses } = scene.cast;
  for (const [i, role] of ROLES.entries())
    await scene
      .the(IncidentPlanService)
      .assign(commander, scene.id, role, addresses[i % addresses.length] ?? '', new Date());
  await done(scene, 'take-roles', 'Each role has a name.');
  return ROLES.join(', ');
}

/** Makes up two events, which come at once. */
export async function script(scene: Scene) {
  const injects = [
    { afterMinutes: 0, text: 'A newspaper calls and names the library. Who answers, and with what?' },
    { afterMinutes: 0, text: 'The export was found on a forum, with a sample of fifty readers.' },
  ];
  await scene.the(InjectsService).plan(scene.cast.commander, scene.id, injects);
  return `${injects.length} events wait for the drill’s clock`;
}

/** Names the libraries whose data may be hit. */
export async function libraries(scene: Scene) {
  const { commander, libraries: hit } = scene.cast;
  for (const { slug } of hit)
    await scene.the(BreachesService).add(commander, scene.id, slug, WHAT, undefined, new Date());
  await done(scene, 'name-libraries', 'The libraries whose exports lay there.');
  return hit.map(({ slug }) => slug).join(', ');
}

/** Takes the evidence, before anything is changed. */
export async function snapshot(scene: Scene) {
  const { hash } = await scene.the(EvidenceService).take(scene.cast.deputy, scene.id, new Date());
  await done(scene, 'preserve-evidence', `The snapshot ${hash}.`);
  return `SHA-256 ${hash}, in the ledger before anything is changed`;
}

/** Contains, through a recorder. */
export async function containment(scene: Scene) {
  const told = await contain(scene);
  await done(scene, 'contain', told);
  return told;
}
