import fc from 'fast-check';
import { plainDate } from '../../foundation/law/plain-date.js';
import { isUnequal } from './equal-labels.js';
import { noticeFaults } from './notice-faults.js';
import { meaningOf, snapshotOf, versionOfNotice, type NoticeDraft } from './notice-shape.js';
import { standardCatalogue } from './standard-catalogue.js';
import { standardNotice } from './standard-notice.js';

const languages = ['en', 'es'];
const catalogue = standardCatalogue({ name: 'A library', country: 'FR', languages }, plainDate('2026-11-25'));
const notice = standardNotice(languages);
const pointersOf = (draft: NoticeDraft, around = { languages, catalogue }) =>
  noticeFaults(draft, around).map(({ pointer }) => pointer);
const [english, spanish] = notice.texts;
if (!english || !spanish) throw new Error('the standard notice speaks both');

it.each([[['en']], [['es']], [['en', 'es']], [['es', 'en', 'de']]])(
  'starts every library with a notice without a fault, in %j',
  (spoken) => {
    const stored = standardCatalogue(
      { name: 'L', country: 'ES', languages: spoken },
      plainDate('2026-11-25'),
    );

    expect(noticeFaults(standardNotice(spoken), { languages: spoken, catalogue: stored })).toEqual([]);
  },
);

describe('a notice cannot be published', () => {
  it.each<[string, Partial<NoticeDraft>, string]>([
    [
      'without refuse on the first layer',
      { layers: { first: ['accept', 'settings'], second: ['save'] } },
      '/layers/first',
    ],
    [
      'without refuse beside accept in the settings',
      { layers: { first: ['accept', 'refuse', 'settings'], second: ['accept', 'save'] } },
      '/layers/second',
    ],
    [
      'without a way to the settings',
      { layers: { first: ['accept', 'refuse'], second: ['save'] } },
      '/layers/first',
    ],
    [
      'with a button that does not exist',
      { layers: { first: ['accept', 'refuse', 'settings', 'later'], second: ['save'] } },
      '/layers/first/3',
    ],
    [
      'with an optional category on',
      { categories: [{ key: 'preferences', onByDefault: true }] },
      '/categories/0/onByDefault',
    ],
    [
      'with an empty category',
      { categories: [...notice.categories, { key: 'statistics', onByDefault: false }] },
      '/categories/1/key',
    ],
    ['without a category of the catalogue', { categories: [] }, '/categories'],
    ['with what is necessary as a choice', { categories: [{ key: 'necessary', onByDefault: false }] }, '/categories/0/key'],
    ['with a language missing', { texts: [english] }, '/texts'],
    ['with a language that the library does not serve', { texts: [english, spanish, { ...english, language: 'fr' }] }, '/texts/2/language'],
    ['with a category unexplained in one language', { texts: [english, { ...spanish, categories: [] }] }, '/texts/1/categories'],
    ['with unequal labels', { texts: [{ ...english, labels: { ...english.labels, accept: 'Yes, accept all and go on reading' } }, spanish] }, '/texts/0/labels/refuse'],
  ])('%s', (_, change, pointer) => {
    expect(pointersOf({ ...notice, ...change })).toContain(pointer);
  }); // prettier-ignore

  it('while the catalogue is silent about a purpose in a language', () => {
    const silent = catalogue.map((one) => ({ ...one, purposes: { en: 'Something' } }));

    expect(pointersOf(notice, { languages, catalogue: silent })).toContain('/texts');
  });

  it('with all its faults told at once', () => {
    const draft = {
      ...notice,
      layers: { first: ['accept'], second: [] },
      categories: [{ key: 'preferences', onByDefault: true }],
      texts: [english],
    };

    expect(new Set(pointersOf(draft))).toEqual(
      new Set(['/layers/first', '/layers/second', '/categories/0/onByDefault', '/texts']),
    );
  });
});

describe('labels', () => {
  it.each([
    ['Accept', 'Refuse'],
    ['Aceptar todo', 'Rechazar todo'],
    ['ACCEPT', 'REFUSE'],
    ['OK', 'No'],
  ])('%s and %s are equal', (accept, refuse) => {
    expect(isUnequal(accept, refuse)).toBeNull();
  });

  it.each([
    ['ACCEPT', 'Refuse'],
    ['✔ Accept', 'Refuse'],
    ['Accept!', 'Refuse'],
    ['Accept', 'Continue without accepting'],
    ['Accept', 'accept'],
    ['Accept', ' '],
  ])('%s and %s are not', (accept, refuse) => {
    expect(isUnequal(accept, refuse)).not.toBeNull();
  });

  it('are judged the same whichever of the two is favoured', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(isUnequal(a, b) === null).toBe(isUnequal(b, a) === null);
      }),
    );
  });
});

describe('the version', () => {
  it('is the same for the same words, however their keys are ordered, and another for every other word', () => {
    const reordered = Object.fromEntries(Object.entries(notice).reverse()) as unknown as NoticeDraft;
    const { texts } = notice;

    expect(versionOfNotice(reordered, catalogue)).toEqual(versionOfNotice(notice, catalogue));
    for (const [i, text] of texts.entries()) {
      const changed = texts.map((one, at) => (at === i ? { ...text, title: `${text.title}.` } : one));
      expect(versionOfNotice({ ...notice, texts: changed }, catalogue)).not.toEqual(
        versionOfNotice(notice, catalogue),
      );
    }
  });

  it('changes with each thing that the catalogue tells, and so does the meaning', () => {
    const [first, ...others] = catalogue;
    if (!first) throw new Error('there is one');
    const changes = [
      { name: 'other' },
      { kind: 'pixel' as const },
      { lifeDays: 1 },
      { purposes: { en: 'x', es: 'y' } },
      { setBy: 'Somebody' },
      { thirdParties: ['Somebody'] },
    ];
    for (const change of changes) {
      const changed = [{ ...first, ...change }, ...others];
      expect(versionOfNotice(notice, changed)).not.toEqual(versionOfNotice(notice, catalogue));
      expect(meaningOf(['preferences'], changed)).not.toEqual(meaningOf(['preferences'], catalogue));
    }
  });

  it('does not depend on the order in which rows are read', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(catalogue, { minLength: catalogue.length }), (shuffled) => {
        expect(snapshotOf(shuffled)).toEqual(snapshotOf(catalogue));
      }),
    );
  });
});
