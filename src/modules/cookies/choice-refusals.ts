import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';
import { invalid, Problem } from '../../foundation/http/problem.js';
import { countCookieChoiceRefused } from '../../foundation/metrics/metrics.js';
import { NECESSARY } from './tracker.entity.js';

type Reason = 'unknown-version' | 'unknown-category' | 'missing-category' | 'unfit-notice' | 'replayed';

const counted = new WeakSet<Problem>();

/** A refusal that is counted. */
export function refused(reason: Reason | 'superseded', problem: Problem): Problem {
  countCookieChoiceRefused(reason);
  counted.add(problem);
  return problem;
}

/** A refusal of one field that is counted. */
export function refusedField(reason: Reason, pointer: string, detail: string): Problem {
  return refused(reason, invalid(pointer, detail));
}

/** Takes a choice apart by a notice's optional categories. @throws 422 for one that is missing or does not exist */
export function checkedChoices(
  categories: string[],
  given: Record<string, boolean>,
): Record<string, boolean> {
  for (const [key, isOn] of Object.entries(given)) {
    if (key === NECESSARY && isOn) continue;
    if (key === NECESSARY)
      throw refusedField(
        'unknown-category',
        `/choices/${key}`,
        'What is necessary is not chosen. Leave it out.',
      );
    if (!categories.includes(key))
      throw refusedField(
        'unknown-category',
        `/choices/${key}`,
        `The notice has no category "${key}". Leave it out.`,
      );
  }
  const missing = categories.find((key) => !Object.hasOwn(given, key));
  if (missing !== undefined)
    throw refusedField(
      'missing-category',
      `/choices/${missing}`,
      `Say true or false for "${missing}": what was not chosen is not known.`,
    );
  return Object.fromEntries(categories.map((key) => [key, given[key] === true]));
}

/** Counts what is refused for its shape, before a service hears of it: a field that does not exist, such as a time. */
@Injectable()
export class CountRefusedChoices implements NestInterceptor<unknown, unknown> {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap({ error: count }));
  }
}

function count(error: unknown) {
  if (!(error instanceof Problem) || error.getStatus() !== 422 || counted.has(error)) return;
  const isUnknown = error.errors.some(({ detail }) => detail.startsWith('There is no field'));
  countCookieChoiceRefused(isUnknown ? 'unknown-field' : 'malformed');
}
