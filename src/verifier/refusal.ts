import type { Places, Refused, Values } from './saying.js';
import { sentence } from './words/sentences.js';

/** What is checked does not hold: the first bad thing, where it is, and what is wrong with it. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly refused: Refused,
    readonly values: Values = {},
    readonly at: Places = {},
  ) {
    super(sentence({ refused, values, at }, 'en'));
  }

  /** The same, with the wider place that it happened in. */
  inside(at: Places): Refusal {
    return new Refusal(this.refused, this.values, { ...at, ...this.at });
  }
}

/** Runs a check; says of its refusal where it happened. What the check itself said of the place is closer and stays. */
export function within<T>(at: Places, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof Refusal ? error.inside(at) : error;
  }
}
