import { ActionsService } from '../modules/incidents/containment/actions.service.js';
import { ActionSteps } from '../modules/incidents/containment/action-steps.service.js';
import type { Scene } from './drill-scene.js';

const ENDS_AFTER_MINUTES = 60;

/** Ends every session and freezes exports, as it would be done: previewed by one, approved by another, applied, probed. */
export async function contain(scene: Scene): Promise<string> {
  const ended = await act(scene, { kind: 'end-sessions' as const });
  const frozen = await act(scene, { kind: 'freeze-exports' as const, lastsMinutes: ENDS_AFTER_MINUTES });
  return `${ended}; ${frozen}: recorded, nothing was done`;
}

async function act(
  scene: Scene,
  wanted: { kind: 'end-sessions' | 'freeze-exports'; lastsMinutes?: number },
): Promise<string> {
  const { commander, deputy } = scene.cast;
  const steps = scene.the(ActionSteps);
  const { id, howMany } = await scene.the(ActionsService).preview(commander, scene.id, wanted, new Date());
  await steps.approve(deputy, scene.id, id, { breakGlass: false, reason: undefined }, new Date());
  await steps.apply(commander, scene.id, id, undefined, new Date());
  const { probe } = await steps.verify(commander, scene.id, id, new Date());
  return `${wanted.kind} would reach ${howMany}, ${probe.held ? 'verified' : 'NOT verified'}`;
}
