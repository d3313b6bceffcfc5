import { plainDate } from '../../foundation/law/plain-date.js';
import { consequenceOf, type Born } from './age-change.js';

const on = plainDate('2026-11-23');
const adult: Born = { birthDate: '1990-05-17', country: 'ES' };
const twelve: Born = { birthDate: '2014-05-17', country: 'ES' };
const fifteen: Born = { birthDate: '2011-05-17', country: 'DE' };
const unknown: Born = { birthDate: null, country: null };

it.each<[string, Born, Born, boolean, string]>([
  ['an adult stays one', adult, { ...adult, birthDate: '1991-05-17' }, false, 'met'],
  ['an adult becomes a minor', adult, twelve, false, 'unmet'],
  ['an adult moves', adult, { ...adult, country: 'DE' }, false, 'met'],
  ['a minor stays one, with a guardian', twelve, { ...twelve, birthDate: '2013-01-01' }, true, 'guardian'],
  ['a minor stays one, without a guardian', twelve, { ...twelve, birthDate: '2013-01-01' }, false, 'unmet'],
  ['a minor becomes an adult', twelve, adult, true, 'held'],
  ['a minor moves to where the age is lower', fifteen, { ...fifteen, country: 'ES' }, false, 'held'],
  ['a reader of 15 moves to where the age is higher', { ...fifteen, country: 'ES' }, fifteen, false, 'unmet'],
  ['an imported reader gives a birth date', unknown, adult, false, 'met'],
  ['an imported reader turns out to be a minor', unknown, twelve, false, 'unmet'],
  [
    'a minor without a country is measured by the strictest age',
    { ...fifteen, country: null },
    { ...fifteen, country: 'ES' },
    false,
    'held',
  ],
])('%s', (_, before, after, hasGuardian, consequence) => {
  expect(consequenceOf(before, after, { hasGuardian, on })).toBe(consequence);
});
