import type { Staff } from '../foundation/access/signed-in.js';
import {
  partsOfLetters,
  type LetterText,
} from '../modules/incidents/communications/communications.service.js';
import type { PanelServices } from './panel-services.js';

type Fields = Record<string, string>;
type Doing = (me: Staff, id: string, slug: string, fields: Fields) => Promise<unknown>;

/** What the page of a breach shows of letters to readers: those there are, and the words to begin with. */
export async function shownLetters(services: PanelServices, me: Staff, id: string, slug: string) {
  return {
    communications: await services.communications.list(me, id, slug),
    letterWords: await services.letterTemplates.list(me),
    lettersAt: `/api/v1/incidents/${id}/libraries/${slug}/communications`,
  };
}

/** What an owner does about letters to readers, by the action’s name. */
export function lettersDone({ communications }: PanelServices): Record<string, [label: string, work: Doing]> {
  return {
    draftLetters: [
      'Draft letters',
      (me, id, slug, fields) => communications.draft(me, id, slug, { texts: textsFrom(fields) }, new Date()),
    ],
    approveLetters: [
      'Approve letters',
      (me, id, slug, { communication = '' }) =>
        communications.approve(me, id, slug, communication, new Date()),
    ],
    pauseLetters: [
      'Pause letters',
      (me, id, slug, { communication = '' }) => communications.pause(me, id, slug, communication, new Date()),
    ],
    resumeLetters: [
      'Resume letters',
      (me, id, slug, { communication = '' }) =>
        communications.resume(me, id, slug, communication, new Date()),
    ],
  };
}

/** The parts of each language, from fields such as `en-nature`; a language of which nothing is written is left out. */
function textsFrom(fields: Fields): Record<string, LetterText> {
  const languages = new Set(Object.keys(fields).flatMap((name) => /^([a-z]{2,3})-/.exec(name)?.[1] ?? []));
  const texts: Record<string, LetterText> = {};
  for (const language of languages) {
    const of = (part: string) => (fields[`${language}-${part}`] ?? '').slice(0, 5_000);
    const [nature = '', consequences = '', measures = '', advice = '', contact = ''] = partsOfLetters.map(of);
    const text = { nature, consequences, measures, advice, contact };
    if (Object.values(text).some((part) => part.trim())) texts[language] = text;
  }
  return texts;
}
