import { performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';

const LONGEST_MS = 1_000;

/**
 * Does a piece of long work and then gives way to those who wait for an answer: rests for as long as the piece took, in the
 * share in which this process was busy meanwhile. On a quiet server that is next to nothing.
 */
export async function givingWay<T>(piece: () => Promise<T>): Promise<T> {
  const before = performance.eventLoopUtilization();
  const began = performance.now();
  const result = await piece();
  const { utilization } = performance.eventLoopUtilization(before);
  await after(Math.min(utilization * (performance.now() - began), LONGEST_MS));
  return result;
}
