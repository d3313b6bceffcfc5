import type { FieldProblem } from '../../foundation/http/problem.js';
import { isUnequal } from './equal-labels.js';
import { BUTTONS, type CataloguedTracker, type NoticeDraft, type NoticeText } from './notice-shape.js';
import { NECESSARY } from './tracker.entity.js';

/** What a notice is published for: the library's languages and its catalogue as it stands. */
export interface Surroundings {
  languages: string[];
  catalogue: CataloguedTracker[];
}

type Faults = Generator<FieldProblem>;

const fault = (pointer: string, detail: string): FieldProblem => ({ pointer, detail });

/**
 * Why a notice cannot be published, each fault with its pointer; empty when it can. Refusing is as easy as accepting on
 * every layer (EDPB Cookie Banner Taskforce), nothing optional is on beforehand (C-673/17), everything is told in every
 * language, and what there is to choose is there.
 */
export function noticeFaults(draft: NoticeDraft, around: Surroundings): FieldProblem[] {
  return [
    ...layerFaults(draft),
    ...categoryFaults(draft, around.catalogue),
    ...languageFaults(draft.texts, around.languages),
    ...draft.texts.flatMap((text, i) => [...wordFaults(text, `/texts/${i}`, draft)]),
    ...around.catalogue.flatMap((tracker) => [...untold(tracker, around.languages)]),
  ];
}

function* layerFaults({ layers: { first, second } }: NoticeDraft): Faults {
  for (const [name, buttons] of [['first', first], ['second', second]] as const) {
    const pointer = `/layers/${name}`;
    for (const [i, button] of buttons.entries())
      if (!BUTTONS.some((one) => one === button))
        yield fault(`${pointer}/${i}`, `There is no button "${button}". Write ${BUTTONS.join(', ')}.`);
    if (buttons.includes('accept') && !buttons.includes('refuse'))
      yield fault(pointer, 'This layer can be accepted and not refused. Put "refuse" beside "accept".');
    if (new Set(buttons).size < buttons.length) yield fault(pointer, 'Name each button once.');
  }
  for (const button of ['accept', 'refuse', 'settings'])
    if (!first.includes(button)) yield fault('/layers/first', `The first layer lacks "${button}". Add it.`);
  if (!second.includes('save')) yield fault('/layers/second', 'The settings lack "save". Add it.');
} // prettier-ignore

function* categoryFaults({ categories }: NoticeDraft, catalogue: CataloguedTracker[]): Faults {
  const keys = categories.map(({ key }) => key);
  for (const [i, { key, onByDefault }] of categories.entries()) {
    const pointer = `/categories/${i}`;
    if (key === NECESSARY)
      yield fault(`${pointer}/key`, 'What is necessary is not chosen. Leave this category out.');
    else if (!catalogue.some((tracker) => tracker.category === key))
      yield fault(`${pointer}/key`, `Nothing in the catalogue is in "${key}". Leave it out, or add what is.`);
    if (keys.indexOf(key) < i) yield fault(`${pointer}/key`, `"${key}" is there already. Name it once.`);
    if (onByDefault)
      yield fault(`${pointer}/onByDefault`, 'Nothing optional may be on before it is chosen. Write false.');
  }
  const missing = new Set(catalogue.map(({ category }) => category));
  for (const key of missing)
    if (key !== NECESSARY && !keys.includes(key))
      yield fault('/categories', `The catalogue has trackers in "${key}". Add this category.`);
}

function* languageFaults(texts: NoticeText[], languages: string[]): Faults {
  const written = texts.map(({ language }) => language);
  const missing = languages.filter((language) => !written.includes(language));
  if (missing.length)
    yield fault('/texts', `The library serves ${missing.join(', ')} too. Write the notice in it.`);
  for (const [i, language] of written.entries()) {
    const pointer = `/texts/${i}/language`;
    if (!languages.includes(language))
      yield fault(pointer, `The library serves ${languages.join(', ')}. Write one of these.`);
    if (written.indexOf(language) < i) yield fault(pointer, 'Write one text per language.');
  }
}

function* wordFaults({ labels, categories }: NoticeText, pointer: string, draft: NoticeDraft): Faults {
  const unequal = isUnequal(labels.accept, labels.refuse);
  if (unequal) yield fault(`${pointer}/labels/refuse`, unequal);
  const wanted = [NECESSARY, ...draft.categories.map(({ key }) => key)];
  const missing = new Set(wanted.filter((key) => !categories.some((one) => one.key === key)));
  for (const key of missing)
    yield fault(`${pointer}/categories`, `Say in this language what "${key}" is.`);
  for (const [i, { key }] of categories.entries())
    if (!wanted.includes(key) || categories.findIndex((one) => one.key === key) < i)
      yield fault(`${pointer}/categories/${i}/key`, `"${key}" has no place here. Leave it out.`);
} // prettier-ignore

function* untold({ name, purposes }: CataloguedTracker, languages: string[]): Faults {
  for (const language of languages)
    if (!purposes[language]?.trim())
      yield fault('/texts', `The catalogue does not say in ${language} what ${name} is for. Add it there.`);
}
