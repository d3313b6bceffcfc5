import type { FieldProblem } from '../../foundation/http/problem.js';
import { audienceCap } from '../../foundation/law/cookie-intervals.js';
import type { PlainDate } from '../../foundation/law/plain-date.js';
import type { CataloguedTracker } from './notice-shape.js';
import { NECESSARY } from './tracker.entity.js';

/** A month of this many days is not longer than a month of the calendar, thirteen of them not longer than thirteen. */
const DAYS_OF_13_MONTHS = 395;
const daysOf = (months: number) => Math.floor((months * DAYS_OF_13_MONTHS) / 13);

/**
 * Why an entry cannot stand in the catalogue, each fault with its pointer. What is optional names its purpose and its
 * life (C-673/17); what is exempt names its ground (ePrivacy 5(3)); own-use audience measurement stays within the caps
 * that are published on the date, and for the library alone.
 */
export function trackerFaults(
  tracker: CataloguedTracker,
  languages: string[],
  on: PlainDate,
): FieldProblem[] {
  return [...groundFaults(tracker), ...purposeFaults(tracker, languages), ...audienceFaults(tracker, on)];
}

function* groundFaults({ category, exemption }: CataloguedTracker): Generator<FieldProblem> {
  if (category === NECESSARY && exemption === null)
    yield {
      pointer: '/exemption',
      detail: 'What is necessary names its ground: transmission, strictly-necessary or audience-own-use.',
    };
  if (category !== NECESSARY && exemption !== null)
    yield {
      pointer: '/exemption',
      detail: `What is exempt from consent is in the category "${NECESSARY}". Leave the ground out, or change the category.`,
    };
}

function* purposeFaults({ purposes }: CataloguedTracker, languages: string[]): Generator<FieldProblem> {
  for (const language of languages)
    if (!purposes[language]?.trim())
      yield { pointer: '/purposes', detail: `Say in ${language} what it is for.` };
  for (const language of Object.keys(purposes))
    if (!languages.includes(language))
      yield {
        pointer: '/purposes',
        detail: `The library serves ${languages.join(', ')}. Leave ${language} out.`,
      };
}

function* audienceFaults(tracker: CataloguedTracker, on: PlainDate): Generator<FieldProblem> {
  const { exemption, lifeDays, dataMonths, thirdParties } = tracker;
  if (exemption !== 'audience-own-use') {
    if (dataMonths !== null)
      yield {
        pointer: '/dataMonths',
        detail: 'Only exempt audience measurement is asked for this. Leave it out.',
      };
    return;
  }
  const cap = audienceCap(on) ?? { trackerMonths: 0, dataMonths: 0 };
  if (lifeDays > daysOf(cap.trackerMonths))
    yield {
      pointer: '/lifeDays',
      detail: `Audience measurement without consent lives ${cap.trackerMonths} months at most: write ${daysOf(cap.trackerMonths)} or less.`,
    };
  if (dataMonths === null || dataMonths > cap.dataMonths)
    yield {
      pointer: '/dataMonths',
      detail: `Say for how many months the measurements are kept: ${cap.dataMonths} at most.`,
    };
  if (thirdParties.length)
    yield {
      pointer: '/thirdParties',
      detail:
        'Audience measurement is exempt for the library’s own use only. Ask for consent, or let nobody else read it.',
    };
}
