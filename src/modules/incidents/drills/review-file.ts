import { jsonFile, type MadeFile } from '../../../foundation/documents/made-file.js';
import { pdfOf } from '../../../foundation/documents/pdf.js';
import { webPageOf } from '../../../foundation/documents/web-page.js';
import {
  facts,
  heading,
  paragraph,
  table,
  type Part,
  type WrittenDocument,
} from '../../../foundation/documents/written-document.js';
import type { Format } from '../notification-files.js';
import type { Review } from './reviews.service.js';

/** A review in the form that was asked for. */
export async function reviewFile(review: Review, format: Format, now: Date): Promise<MadeFile> {
  const name = `review-${review.number}`;
  switch (format) {
    case 'json':
      return jsonFile(`${name}.json`, review);
    case 'pdf':
      return { name: `${name}.pdf`, mediaType: 'application/pdf', body: await pdfOf(written(review), now) };
    case 'html':
      return {
        name: `${name}.html`,
        mediaType: 'text/html; charset=utf-8',
        body: Buffer.from(webPageOf(written(review))),
        isShown: true,
      };
    default:
      return format satisfies never;
  }
}

const at = (instant: Date | null | undefined) => instant?.toISOString() ?? '–';

function written(review: Review): WrittenDocument {
  const { number, mode, title, phase, detectedAt, awareAt, declaredAt, roles } = review;
  return {
    title: `${mode === 'live' ? '' : `${mode.toUpperCase()}, NOT REAL: `}Review of ${number}, ${title}`,
    language: 'en',
    lead: review.description,
    parts: [
      facts([
        ['Phase', phase],
        ['Detected', at(detectedAt)],
        ['Platform aware', at(awareAt)],
        ['Declared', at(declaredAt)],
        ['Roles', roles.map(({ role, holder }) => `${role}: ${holder ?? '–'}`).join('\n')],
      ]),
      ...scoreOf(review),
      heading('The plan'),
      table(
        ['Step', 'Due', 'Done', 'What shows it'],
        review.plan.map((step) => [step.title, at(step.dueAt), at(step.doneAt), step.evidence ?? '–']),
      ),
      ...review.libraries.flatMap(({ name, clocks }) => [
        heading(name),
        table(
          ['Duty', 'State', 'Due', 'Done'],
          clocks.map(({ duty, state, dueAt, doneAt }) => [duty, state, at(dueAt), at(doneAt)]),
        ),
      ]),
      ...eventsOf(review),
    ],
  };
}

function scoreOf({ mode, score }: Review): Part[] {
  if (mode === 'live') return [];
  if (!score) return [heading('Score'), paragraph('It is not scored yet.')];
  const minutes = (taken: number | null) => (taken === null ? 'not done' : `${taken} minutes`);
  return [
    heading(`Score: ${score.points} of 100`),
    facts([
      ['Declared after', minutes(score.declareMinutes)],
      ['Snapshot after', minutes(score.snapshotMinutes)],
      ['Last library told after', minutes(score.noticeMinutes)],
      ['Art. 33(3) stated', `${score.completeness} %`],
      ['Events answered', `${score.injectsAnswered} of ${score.injectsCame}`],
    ]),
  ];
}

function eventsOf({ injects, neverCame }: Review): Part[] {
  if (!injects.length && !neverCame) return [];
  return [
    heading('Made-up events'),
    table(
      ['Came', 'What', 'Answer'],
      injects.map(({ cameAt, text, answers }) => [at(cameAt), text, answers.join('\n') || 'none']),
    ),
    paragraph(`${neverCame} never came.`),
  ];
}
