import { isLibraryId } from '../foundation/database/scope.js';
import { notFound } from '../foundation/http/problem.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { Outcome, RecordAction } from './section.js';

/** What a step of a page has to say beside that it was done. */
export class Told {
  constructor(readonly words: Record<string, unknown>) {}
}

/** What is told of a step that was done. */
export function outcome(message: string, done: unknown): Outcome {
  return done instanceof Told ? { message, told: done.words } : { message };
}

/** What is done for one library of an incident, by the texts of a form. */
export type LibraryWork = (
  me: Staff,
  id: string,
  slug: string,
  fields: Record<string, string>,
) => Promise<unknown>;

/** Makes an action of such work: an owner's library is the own one, an officer names it. */
export type ForLibrary = (label: string, icon: string, work: LibraryWork) => RecordAction;

/** An id among the fields of a form. @throws 404 for what is none */
export function idIn(text = ''): string {
  if (!isLibraryId(text)) throw notFound();
  return text;
}
