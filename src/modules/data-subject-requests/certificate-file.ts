import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { tableTitle, type Language } from '../../foundation/data-map/words.js';
import type { MadeFile } from '../../foundation/documents/made-file.js';
import { pdfOf } from '../../foundation/documents/pdf.js';
import { webPageOf } from '../../foundation/documents/web-page.js';
import {
  facts,
  heading,
  paragraph,
  table,
  type Part,
  type WrittenDocument,
} from '../../foundation/documents/written-document.js';
import type { Certificate } from './certificate.js';
import { certificateWords } from './certificate-words.js';

/** Forms in which a certificate is handed out for people; the proof document is beside them. */
export const CERTIFICATE_FORMATS = ['json', 'html', 'pdf'] as const;
export type CertificateFormat = (typeof CERTIFICATE_FORMATS)[number];

type Words = (typeof certificateWords)[Language];

/** A certificate as a page or a PDF, made of the same parts. */
export async function certificateFile(
  certificate: Certificate,
  format: Exclude<CertificateFormat, 'json'>,
  language: Language,
  now: Date,
): Promise<MadeFile> {
  const written = writtenCertificate(certificate, language);
  const name = `erasure-certificate-${certificate.id}`;
  if (format === 'pdf')
    return { name: `${name}.pdf`, mediaType: 'application/pdf', body: await pdfOf(written, now) };
  const body = Buffer.from(webPageOf(written), 'utf8');
  return { name: `${name}.html`, mediaType: 'text/html; charset=utf-8', body, isShown: true };
}

/** A certificate in words. */
export function writtenCertificate(certificate: Certificate, language: Language): WrittenDocument {
  const words = certificateWords[language];
  return {
    title: words.title,
    language,
    lead: words.lead(certificate.library, instant(certificate.requestedAt, language)),
    parts: [
      heading(words.state),
      paragraph(words.states[certificate.state]),
      ...waits(certificate, words, language),
      ...live(certificate, words, language),
      heading(words.partBackups),
      paragraph(certificate.backups.text),
      facts([[words.since, told(certificate.backups.since, language)]]),
      ...others(certificate, words),
      heading(words.proof),
      paragraph(words.verify),
      facts([[words.proofAt, certificate.proof]]),
      heading(words.provesNotTitle),
      paragraph(certificate.provesNot),
    ].filter((part) => part.kind !== 'facts' || part.facts.length),
  };
}

function waits({ waits: waiting }: Certificate, words: Words, language: Language): Part[] {
  if (!waiting) return [];
  if (waiting.beginsAt) return [facts([[words.begins, instant(waiting.beginsAt, language)]])];
  return [
    heading(words.holds),
    table(
      [words.ground, words.until],
      waiting.holds.map(({ ground, reviewOn }) => [codeMeaning(ground, language), reviewOn]),
    ),
  ];
}

function live({ requestedAt, keys, live: part }: Certificate, words: Words, language: Language): Part[] {
  const rows = Object.entries(part.deletedRows).filter(([, count]) => count > 0);
  return [
    heading(words.partLive),
    facts([
      [words.requested, instant(requestedAt, language)],
      [words.keys, told(keys.destroyedAt, language)],
      [words.kids, keys.ids.join(', ')],
      [words.complete, told(part.completedAt, language)],
    ]),
    heading(words.counts),
    rows.length
      ? table(
          [words.table, words.count],
          rows.map(([name, count]) => [tableTitle(name, language), String(count)]),
        )
      : paragraph(words.none),
  ];
}

function others({ recipients, kept, suppression }: Certificate, words: Words): Part[] {
  return [
    heading(words.recipients),
    facts([
      [words.told, String(recipients.told)],
      [words.acknowledged, String(recipients.acknowledged)],
      [words.unreachable, String(recipients.unreachable)],
    ]),
    heading(words.kept),
    table(
      [words.table, words.why, words.ground, words.until],
      kept.map(({ title, why, ground, until }) => [title, why, ground, until]),
    ),
    ...(suppression ? [paragraph(suppression)] : []),
  ];
}

function told(at: Date | null, language: Language): string {
  return at ? instant(at, language) : '';
}

function instant(at: Date, language: Language): string {
  const locale = language === 'en' ? 'en-GB' : language;
  const style = { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, style).format(at)} UTC`;
}
