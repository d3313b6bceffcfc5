import type { Probe } from './measure.js';

/** In the place of a measure's effect in a drill: the steps are taken and recorded, and nothing happens. */
export const recorder = {
  apply: () => Promise.resolve(null),
  verify: (): Promise<Probe> =>
    Promise.resolve({
      held: true,
      what: 'Recorded only: in a drill nothing happens that a probe could find.',
    }),
  revert: () => Promise.resolve(),
};
