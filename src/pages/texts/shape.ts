import type { en } from './en.js';

type SameKeys<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [K in keyof T]: SameKeys<T[K]> };

/** All words of the pages in one language: a language with a missing or an extra key does not compile. */
export type Texts = SameKeys<typeof en>;
