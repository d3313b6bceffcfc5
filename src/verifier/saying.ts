import type { facts, places, refusals } from './words/en.js';

export type Refused = keyof typeof refusals;
export type Told = keyof typeof facts;
export type PlaceKind = keyof typeof places;
export type Values = Readonly<Record<string, string | number>>;

/** Where something is wrong: from the file down to the field. */
export type Places = Readonly<Partial<Record<PlaceKind, string | number>>>;

/** One thing that was found to be so, as a sentence with its numbers and names apart. */
export interface Fact {
  told: Told;
  values: Values;
}

export function fact(told: Told, values: Values = {}): Fact {
  return { told, values };
}
