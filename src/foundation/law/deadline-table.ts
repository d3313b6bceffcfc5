import { memberStates, zoneOf } from './countries.js';
import { promisedOn, workingDayFrom } from './deadlines.js';
import { publicHolidays } from './holidays.js';
import { plainDate, plusDays, type PlainDate } from './plain-date.js';

const YEARS = Array.from({ length: 9 }, (_, year) => 2024 + year);

/** The deadlines of 2024 to 2032 as a document: by the rules that requests are counted with, so that a lawyer can check them. */
export function deadlineTable(): string {
  return [
    '# Deadlines',
    '',
    'Written by `npm run generate` from the code that counts them (Art. 12(3) GDPR, Regulation (EEC, Euratom) 1182/71).',
    '',
    'A request is promised an answer by the end of the 30th day after receipt, or of the day with the same number in the next month (its last day where there is none), whichever is earlier. The law’s limit is that month; where its last day is a Saturday, a Sunday or a public holiday it ends with the next working day. An extension ends three months after receipt, moved alike.',
    '',
    '## Received on these days, the month is shorter than 30 days',
    '',
    '| year | received | promised by |',
    '| ---- | -------- | ----------- |',
    ...YEARS.flatMap(byTheMonth),
    '',
    '## Limits that a public holiday moves',
    '',
    'Per Member State: a period whose month ends on the first day ends on the second. A Saturday or Sunday that is not listed moves to the Monday after it; any other day that is not listed stays. Regions add theirs where a library names one.',
    ...memberStates.flatMap(movedIn),
    '',
  ].join('\n');
}

function byTheMonth(year: number): string[] {
  return daysOf(year)
    .filter((day) => promisedOn(day) < plusDays(day, 30))
    .map((day) => `| ${year} | ${day} | ${promisedOn(day)} |`);
}

function movedIn(country: string): string[] {
  const isHoliday = publicHolidays(country);
  const rows = YEARS.map((year) => {
    const moved = daysOf(year).flatMap((day) => {
      const end = workingDayFrom(day, isHoliday);
      return end === workingDayFrom(day, () => false) ? [] : [`${day.slice(5)} → ${yearIfOther(day, end)}`];
    });
    return `| ${year} | ${moved.join(', ')} |`;
  });
  return ['', `### ${country}, ${zoneOf(country)}`, '', '| year | moved |', '| ---- | ----- |', ...rows];
}

function yearIfOther(from: PlainDate, to: PlainDate): string {
  return from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to;
}

function daysOf(year: number): PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = plainDate(`${year}-01-01`); day.startsWith(String(year)); day = plusDays(day, 1))
    days.push(day);
  return days;
}
