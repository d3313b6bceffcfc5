import type { Staff } from '../foundation/access/signed-in.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { invalid } from '../foundation/http/problem.js';
import {
  partsOfLetters,
  type Choice,
  type Draft,
  type LetterText,
} from '../modules/incidents/communications/communications.service.js';
import { idIn, Told, type ForLibrary } from './doing.js';
import type { PanelServices } from './panel-services.js';
import { itemsIn } from './fields-read.js';
import type { RecordAction } from './section.js';

type Fields = Record<string, string>;

const MOST_READERS = 10_000;
const MOST_BOUNCES = 10_000;

/** The name of the list for post of a communication. */
export const UNREACHED_FILE = /^unreached-([0-9a-f-]{36})\.csv$/;

/** The communication whose list for post a file is; null where it is another file. */
export function unreachedIn(fileId: string): string | null {
  const id = UNREACHED_FILE.exec(fileId)?.[1] ?? '';
  return isLibraryId(id) ? id : null;
}

/** What the page of a breach shows of letters to readers: those there are, and the words to begin with. */
export async function shownLetters(services: PanelServices, me: Staff, id: string, slug: string) {
  const { communications, letterTemplates } = services;
  return {
    communications: await communications.list(me, id, slug),
    letterWords: await letterTemplates.forBreach(me, id, slug),
  };
}

/** What either side does about letters to readers. */
export function letterActions(
  { communications, lateBounces }: PanelServices,
  doing: ForLibrary,
): Record<string, RecordAction> {
  return {
    countLetters: doing(
      'Count readers',
      'Users',
      async (me, id, slug, fields) =>
        new Told({ ...(await communications.reach(me, id, slug, choiceFrom(fields))) }),
    ),
    draftLetters: doing('Draft letters', 'Mail', (me, id, slug, fields) =>
      communications.draft(me, id, slug, draftFrom(fields), new Date()),
    ),
    pauseLetters: doing('Pause letters', 'Pause', (me, id, slug, { communication }) =>
      communications.pause(me, id, slug, idIn(communication), new Date()),
    ),
    reportBounces: doing(
      'Report late bounces',
      'CornerDownLeft',
      async (me, id, slug, { communication, messageIds }) => {
        const ids = { messageIds: messageIdsIn(messageIds) };
        const { unknown } = await lateBounces.record(me, id, slug, idIn(communication), ids, new Date());
        return new Told({ unknown });
      },
    ),
  };
}

/** What only the controller says of its letters. */
export function approvalActions(
  { communications }: PanelServices,
  doing: ForLibrary,
): Record<string, RecordAction> {
  return {
    approveLetters: doing('Approve letters', 'Check', (me, id, slug, { communication }) =>
      communications.approve(me, id, slug, idIn(communication), new Date()),
    ),
    resumeLetters: doing('Resume letters', 'Play', (me, id, slug, { communication }) =>
      communications.resume(me, id, slug, idIn(communication), new Date()),
    ),
  };
}

/** @throws 422 */
function draftFrom(fields: Fields): Draft {
  return {
    ...choiceFrom(fields),
    texts: textsFrom(fields),
    perDomainPerMinute: wholeIn('perDomainPerMinute', fields.perDomainPerMinute, 100_000),
    pauseAtPercent: wholeIn('pauseAtPercent', fields.pauseAtPercent, 100),
  };
}

/** Whom a form names: `all`, `readers` with their ids, or a version of the scope and its band such as `2-probable`. @throws 422 */
function choiceFrom({ audience = 'all', readers = '' }: Fields): Choice {
  if (audience === 'readers') return { readers: readersIn(readers) };
  if (readers.trim())
    throw invalid('/readers', 'Choose “the readers named below” as whom to write to, or take the ids out.');
  if (audience === 'all') return {};
  return { scope: scopeIn(audience) };
}

/** A version of the scope and its band, from a choice such as `2-probable`. @throws 422 */
export function scopeIn(audience: string): NonNullable<Choice['scope']> {
  const [, version = '', band] = /^(\d{1,6})-(confirmed|probable|possible)$/.exec(audience) ?? [];
  if (band !== 'confirmed' && band !== 'probable' && band !== 'possible')
    throw invalid('/audience', 'Choose whose list it is.');
  return { version: Number(version), band };
}

function readersIn(text: string): string[] {
  const ids = itemsIn(text);
  const wrong = ids.find((one) => !isLibraryId(one));
  if (!ids.length || ids.length > MOST_READERS || wrong !== undefined)
    throw invalid('/readers', 'Write 1 to 10,000 ids of readers as they were given, one a line.');
  return ids;
}

function messageIdsIn(text = ''): string[] {
  const ids = text
    .split(/[\r\n]+/)
    .map((one) => one.trim())
    .filter(Boolean);
  if (!ids.length || ids.length > MOST_BOUNCES || ids.some((one) => one.length > 300))
    throw invalid(
      '/messageIds',
      'Write 1 to 10,000 Message-IDs, one a line, each of at most 300 characters.',
    );
  return ids;
}

function wholeIn(name: string, text = '', most: number): number | undefined {
  if (text.trim() === '') return undefined;
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  if (number < 1 || number > most)
    throw invalid(
      `/${name}`,
      `Write a whole number from 1 to ${most.toLocaleString('en')}, or leave it empty.`,
    );
  return number;
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
