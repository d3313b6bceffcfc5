import type { AnchorKind } from './outside-anchor.entity.js';

/** How far a log was at an instant. */
export interface Reached {
  generation: number;
  size: number;
}

const DAY_MS = 86_400_000;
const EVERY_MS: Record<AnchorKind, number> = { 'time-stamp': DAY_MS, mail: 7 * DAY_MS };

/**
 * Whether a log's newest checkpoint is to be anchored outside: only what has grown since the last anchor, once a day by a
 * time-stamp and once a week by mail, or at once where somebody asks for it.
 */
export function isDue(
  kind: AnchorKind,
  last: (Reached & { at: Date }) | null,
  newest: Reached,
  now: Date,
  atOnce = false,
): boolean {
  if (!last) return true;
  const hasGrown =
    newest.generation > last.generation || (newest.generation === last.generation && newest.size > last.size);
  return hasGrown && (atOnce || now.getTime() - last.at.getTime() >= EVERY_MS[kind]);
}
