import fc from 'fast-check';
import { nearestText } from './nearest-text.js';

const texts = (...languages: string[]) => languages.map((language) => ({ language }));

it.each([
  ['ca', ['en', 'ca', 'es'], ['es'], 'ca'],
  ['pt-BR', ['en', 'pt'], ['en'], 'pt'],
  ['pt', ['en', 'pt-BR'], ['en'], 'pt-BR'],
  ['pt-PT', ['en', 'pt-BR'], ['en'], 'pt-BR'],
  ['fr', ['en', 'es', 'ca'], ['es', 'ca'], 'es'],
  ['fr', ['en', 'ca'], ['es', 'ca'], 'ca'],
  [undefined, ['en', 'es'], ['es'], 'es'],
  ['fr', ['hr', 'en'], ['es'], 'en'],
])('shows %s out of %j at a library that speaks %j in %s', (wanted, published, spoken, shown) => {
  expect(nearestText(texts(...published), wanted, spoken)).toEqual({ language: shown });
});

it('shows nothing where nothing was published', () => {
  expect(nearestText(texts(), 'en', ['en'])).toBeUndefined();
});

it('shows the same whatever the order of the texts, and the language itself where there is a text of it', () => {
  const language = fc.constantFrom('en', 'es', 'ca', 'pt', 'pt-BR', 'fr', 'eu');
  const published = fc.uniqueArray(language, { minLength: 1 });
  fc.assert(
    fc.property(published, language, fc.array(language), (languages, wanted, spoken) => {
      const shown = nearestText(texts(...languages), wanted, spoken);
      expect(nearestText(texts(...languages.toReversed()), wanted, spoken)).toEqual(shown);
      if (languages.includes(wanted)) expect(shown).toEqual({ language: wanted });
    }),
  );
});
