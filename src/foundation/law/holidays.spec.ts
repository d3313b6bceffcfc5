import { memberStates } from './countries.js';
import { publicHolidays } from './holidays.js';
import { plainDate } from './plain-date.js';

const is = (country: string, region: string | undefined, date: string) =>
  publicHolidays(country, region)(plainDate(date));

describe('public holidays', () => {
  it.each(memberStates)('of %s hold New Year and Christmas', (country) => {
    expect(is(country, undefined, '2027-01-01')).toBe(true);
    expect(is(country, undefined, '2027-12-25')).toBe(true);
    expect(is(country, undefined, '2027-02-11')).toBe(false);
  });

  it('differ by region', () => {
    expect(is('ES', 'CT', '2027-09-11')).toBe(true);
    expect(is('ES', 'AN', '2027-09-11')).toBe(false);
    expect(is('ES', undefined, '2027-09-11')).toBe(false);
  });

  it('of an unknown region are those of the country', () => {
    expect(is('DE', 'ZZ', '2027-10-03')).toBe(true);
    expect(is('DE', 'ZZ', '2027-01-06')).toBe(false);
    expect(is('DE', 'toString', '2027-01-06')).toBe(false);
  });

  it('of an unknown country are none', () => {
    expect(is('XX', undefined, '2027-01-01')).toBe(false);
    expect(is('XX', 'YY', '2027-01-01')).toBe(false);
  });

  it('last as long as the law says: both days of a Romanian New Year, no Icelandic afternoon', () => {
    expect(is('RO', undefined, '2027-01-02')).toBe(true);
    expect(is('IS', undefined, '2027-12-24')).toBe(false);
    expect(is('IS', undefined, '2027-12-25')).toBe(true);
  });

  it('leave out what the library calls bank, school or observance', () => {
    expect(is('DE', undefined, '2027-12-24')).toBe(false);
  });

  it('follow Easter from year to year', () => {
    expect(is('DE', undefined, '2024-04-01')).toBe(true);
    expect(is('DE', undefined, '2027-03-29')).toBe(true);
    expect(is('GR', undefined, '2027-05-03')).toBe(true); // Orthodox
  });
});
