import { plainDate } from '../../foundation/law/plain-date.js';
import type { CataloguedTracker } from './notice-shape.js';
import { standardCatalogue } from './standard-catalogue.js';
import { trackerFaults } from './tracker-faults.js';

const today = plainDate('2026-11-25');
const languages = ['en', 'es'];
const statistics: CataloguedTracker = {
  name: '_stat*',
  kind: 'cookie',
  category: 'statistics',
  purposes: { en: 'Counts visits', es: 'Cuenta visitas' },
  lifeDays: 30,
  dataMonths: null,
  setBy: 'The library',
  thirdParties: ['Statistics Ltd'],
  exemption: null,
};
const measured: CataloguedTracker = {
  ...statistics,
  category: 'necessary',
  exemption: 'audience-own-use',
  thirdParties: [],
  lifeDays: 395,
  dataMonths: 25,
};
const pointersOf = (tracker: CataloguedTracker, on = today) =>
  trackerFaults(tracker, languages, on).map(({ pointer }) => pointer);

it('finds no fault in an optional entry that names all, nor in an exempt one with its ground', () => {
  expect(pointersOf(statistics)).toEqual([]);
  expect(pointersOf(measured)).toEqual([]);
  expect(pointersOf({ ...measured, exemption: 'transmission', dataMonths: null })).toEqual([]);
});

it('finds none in what the pages themselves store', () => {
  const stored = standardCatalogue({ name: 'L', country: 'CZ', languages }, today);

  expect(stored.flatMap((tracker) => pointersOf(tracker))).toEqual([]);
});

it.each<[string, Partial<CataloguedTracker>, string]>([
  ['an optional entry without a purpose in a language', { purposes: { en: 'Counts' } }, '/purposes'],
  ['a purpose of blanks', { purposes: { en: 'Counts', es: '  ' } }, '/purposes'],
  ['a purpose in a foreign language', { purposes: { en: 'a', es: 'b', fr: 'c' } }, '/purposes'],
  ['a necessary entry without a ground', { category: 'necessary' }, '/exemption'],
  ['an optional entry with a ground', { exemption: 'strictly-necessary' }, '/exemption'],
  ['a time for measurements that are none', { dataMonths: 3 }, '/dataMonths'],
])('refuses %s', (_, change, pointer) => {
  expect(pointersOf({ ...statistics, ...change })).toContain(pointer);
});

it.each<[string, Partial<CataloguedTracker>, string]>([
  ['beyond 13 months', { lifeDays: 396 }, '/lifeDays'],
  ['whose data are kept beyond 25 months', { dataMonths: 26 }, '/dataMonths'],
  ['whose data are kept for ever', { dataMonths: null }, '/dataMonths'],
  ['that others can read', { thirdParties: ['Statistics Ltd'] }, '/thirdParties'],
])('refuses audience measurement without consent %s', (_, change, pointer) => {
  expect(pointersOf({ ...measured, ...change })).toEqual([pointer]);
});

it('knows of no exemption for audience measurement before it was published', () => {
  expect(pointersOf(measured, plainDate('2020-01-01'))).toEqual(['/lifeDays', '/dataMonths']);
});
