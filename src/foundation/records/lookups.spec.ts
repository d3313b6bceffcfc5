import type { SealedColumn } from '../data-map/decorators.js';
import { lookedUpBy } from './lookups.js';

const column = (lookupAt?: string[]): SealedColumn => ({
  ...{ property: 'guardian', fieldId: 'reader.guardian', under: 'main', as: 'json', normalise: 'email' },
  ...(lookupAt ? { lookupAt } : {}),
});

it('looks a text up by itself, and a value by the first of its places that holds a text', () => {
  expect(lookedUpBy(column(), 'ana@example.org')).toBe('ana@example.org');
  const places = column(['guardian.email', 'email']);
  expect(lookedUpBy(places, { email: 'ana@example.org' })).toBe('ana@example.org');
  expect(lookedUpBy(places, { email: 'a@b.es', guardian: { email: 'c@d.es' } })).toBe('c@d.es');
});

it('finds nothing where there is none', () => {
  for (const value of [null, undefined, 'text', 7, {}, { guardian: null }, { guardian: { name: 'Eva' } }])
    expect(lookedUpBy(column(['guardian.email']), value)).toBeUndefined();
  expect(lookedUpBy(column(), { email: 'ana@example.org' })).toBeUndefined();
});
