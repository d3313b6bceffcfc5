import { memberStates, supervisoryAuthority, zoneOf } from './countries.js';
import { plainDateIn } from './plain-date.js';
import { supervisoryAuthorities } from './supervisory-authorities.js';

const europe = [...memberStates, 'IS', 'LI', 'NO', 'GB', 'CH'];
const länder = 'BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH'.split(' ');

describe('a country', () => {
  it('is one of twenty-seven in the Union', () => {
    expect(new Set(memberStates).size).toBe(27);
  });

  it.each(europe)('%s has a time zone and an authority', (country) => {
    expect(zoneOf(country)).toMatch(/\//);
    expect(plainDateIn(new Date('2027-06-01T12:00:00Z'), zoneOf(country))).toBe('2027-06-01');
    expect(supervisoryAuthority({ country })).toMatchObject({ country });
  });

  it('that is not known has its clocks on UTC and no authority', () => {
    expect(zoneOf('XX')).toBe('UTC');
    expect(supervisoryAuthority({ country: 'XX' })).toBeUndefined();
  });
});

describe('the supervisory authority', () => {
  it.each([
    ['DE', 'BY', 'public', /BayLfD/],
    ['DE', 'BY', 'private', /BayLDA/],
    ['DE', 'BY', undefined, /BayLDA/],
    ['DE', 'NW', 'public', /LDI Nordrhein/],
    ['DE', 'NW', 'private', /LDI Nordrhein/],
    ['DE', undefined, 'public', /BfDI/],
    ['ES', 'CT', 'public', /APDCAT/],
    ['ES', 'CT', 'private', /AEPD/],
    ['ES', 'CT', undefined, /AEPD/],
    ['ES', 'PV', 'public', /AVPD/],
    ['ES', 'AN', 'public', /CTPDA/],
    ['ES', 'MD', 'public', /AEPD/],
    ['FR', 'IDF', 'public', /CNIL/],
  ] as const)('of %s %s, %s', (country, region, body, name) => {
    const library = { country, ...(region ? { region } : {}), ...(body ? { body } : {}) };

    expect(supervisoryAuthority(library)?.name).toMatch(name);
  });

  it.each(länder)('of %s is its own, for public and private bodies', (region) => {
    expect(supervisoryAuthority({ country: 'DE', region, body: 'public' })?.region).toBe(region);
    expect(supervisoryAuthority({ country: 'DE', region, body: 'private' })?.region).toBe(region);
  });

  it('has a name, a page over HTTPS and a source, and is listed once for whom it answers', () => {
    const keys = supervisoryAuthorities.map(({ country, region, body }) => [country, region, body].join());

    expect(new Set(keys).size).toBe(keys.length);
    for (const { name, url, source } of supervisoryAuthorities) {
      expect(name).not.toBe('');
      expect(source).not.toBe('');
      expect(new URL(url).protocol).toBe('https:');
    }
  });
});
