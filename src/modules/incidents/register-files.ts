import { stringify } from 'csv-stringify/sync';
import { pdfOf } from '../../foundation/documents/pdf.js';
import { jsonFile, type MadeFile } from '../../foundation/documents/made-file.js';
import { facts, heading, paragraph } from '../../foundation/documents/written-document.js';
import { groundInWords } from './grounds/ground.js';
import type { RegisterEntry } from './register.service.js';

export const REGISTER_FORMATS = ['json', 'csv', 'pdf'] as const;
export type RegisterFormat = (typeof REGISTER_FORMATS)[number];

/** Terms of the Data Privacy Vocabulary 2.0, GDPR extension, that the entries are described with. */
const CONTEXT = { 'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#', dpv: 'https://w3id.org/dpv#' };

/** The register in the form that was asked for. */
export async function registerFile(
  entries: RegisterEntry[],
  format: RegisterFormat,
  now: Date,
): Promise<MadeFile> {
  switch (format) {
    case 'json':
      return jsonFile('breach-register.json', registerOf(entries));
    case 'csv':
      return { name: 'breach-register.csv', mediaType: 'text/csv; charset=utf-8', body: csvOf(entries) };
    case 'pdf':
      return {
        name: 'breach-register.pdf',
        mediaType: 'application/pdf',
        body: await pdfOf(writtenRegister(entries), now),
      };
    default:
      return format satisfies never;
  }
}

/** The register with what each part of it is in the vocabulary. */
export function registerOf(entries: RegisterEntry[]) {
  return {
    '@context': CONTEXT,
    '@type': 'eu-gdpr:DataBreachRegister',
    items: entries.map((entry) => ({ '@type': termsOf(entry), ...entry })),
    next: null,
  };
}

/** What was told of a breach, as terms; the first and the following phases are told apart. */
export function termsOf({
  isFalseAlarm,
  toldAt,
  notifications,
  notifyAuthority,
  readersInformedAt,
}: RegisterEntry): string[] {
  const last = notifications.at(-1);
  const isNotNeeded = !last && (notifyAuthority === false || isFalseAlarm);
  return [
    ...(toldAt ? ['eu-gdpr:ProcessorBreachNotice'] : []),
    ...(last ? ['eu-gdpr:ControllerBreachNotice', 'eu-gdpr:DPABreachInitialNotice'] : []),
    ...(notifications.length > 1 ? ['eu-gdpr:DPAPhasedBreachNotice'] : []),
    ...(readersInformedAt ? ['eu-gdpr:DataSubjectBreachNotice'] : []),
    ...(isNotNeeded ? ['eu-gdpr:BreachNotificationNotNeeded'] : []),
    last?.completeness === 'complete' || isFalseAlarm
      ? 'eu-gdpr:DataBreachConcludingReport'
      : last
        ? 'eu-gdpr:DataBreachOngoingReport'
        : 'eu-gdpr:DataBreachPreliminaryReport',
  ];
}

function csvOf(entries: RegisterEntry[]): Buffer {
  const rows = entries.map(({ notifications, ground, ...entry }) => ({
    ...entry,
    ground: ground && groundInWords(ground),
    phases: notifications.length,
    firstNotifiedAt: notifications[0]?.sentAt ?? null,
    lateReasons: notifications.find(({ lateReasons }) => lateReasons)?.lateReasons ?? null,
    terms: termsOf({ notifications, ground, ...entry }).join(' '),
  }));
  const text = stringify(rows, {
    header: true,
    columns: COLUMNS,
    record_delimiter: '\r\n',
    // A cell that a spreadsheet would take for a formula is text.
    escape_formulas: true,
    cast: { date: (date) => date.toISOString(), boolean: (value) => (value ? 'yes' : 'no') },
  });
  return Buffer.from(text);
}

const COLUMNS = [
  'number', 'library', 'title', 'facts', 'effects', 'remedy', 'addedAt', 'toldAt', 'controllerAwareAt', 'score', 'band',
  'notifyAuthority', 'communicateToSubjects', 'reason', 'departure', 'ground', 'phases', 'firstNotifiedAt', 'lateReasons',
  'readersInformedAt', 'phase', 'isFalseAlarm', 'endedBecause', 'terms',
]; // prettier-ignore

function writtenRegister(entries: RegisterEntry[]) {
  return {
    title: 'Register of personal data breaches',
    language: 'en',
    lead: 'Every breach, notified or not, with its facts, its effects, the remedy and the reasons (GDPR Art. 33(5)).',
    parts: entries.length
      ? entries.flatMap((entry) => [heading(`${entry.number}: ${entry.title}`), facts(factsOf(entry))])
      : [paragraph('There was none.')],
  };
}

function factsOf(entry: RegisterEntry): [string, string][] {
  const at = (instant: Date | null) => instant?.toISOString() ?? '';
  const yes = (value: boolean | null) => (value === null ? 'not decided' : value ? 'yes' : 'no');
  return [
    ['Library', entry.library || 'No library’s data were hit'],
    ['Standing', entry.isFalseAlarm ? 'False alarm' : (entry.phase ?? '')],
    ['Why it was ended', entry.endedBecause ?? ''],
    ['Facts', entry.facts],
    ['Effects', entry.effects ?? 'To be determined'],
    ['Remedy', entry.remedy ?? 'To be determined'],
    ['Controller told', at(entry.toldAt)],
    ['Controller aware', at(entry.controllerAwareAt)],
    ['Severity', entry.band ? `${entry.band} (${entry.score})` : 'not assessed'],
    ['Authority to be notified', yes(entry.notifyAuthority)],
    ['People to be informed', yes(entry.communicateToSubjects)],
    ['Reason', entry.reason ?? ''],
    ['Why it departs from the assessment', entry.departure ?? ''],
    ['Why people need not be informed (Art. 34(3))', entry.ground ? groundInWords(entry.ground) : ''],
    [
      'Notifications',
      entry.notifications
        .map(({ phase, type, sentAt, lateReasons }) => `${phase} ${type} ${at(sentAt)} ${lateReasons ?? ''}`)
        .join('\n'),
    ],
    ['People informed', at(entry.readersInformedAt)],
  ];
}
