import { pdfOf } from '../../foundation/documents/pdf.js';
import { jsonFile, type MadeFile } from '../../foundation/documents/made-file.js';
import { webPageOf } from '../../foundation/documents/web-page.js';
import {
  facts,
  heading,
  paragraph,
  type WrittenDocument,
} from '../../foundation/documents/written-document.js';
import type { NotificationsService } from './notifications.service.js';
import { TO_BE_DETERMINED } from './template-rows.js';

export const FORMATS = ['json', 'pdf', 'html'] as const;
export type Format = (typeof FORMATS)[number];

type Document = Awaited<ReturnType<NotificationsService['document']>>;

/** A notification in the form that was asked for. */
export async function notificationFile(document: Document, format: Format, now: Date): Promise<MadeFile> {
  const name = `notification-${document.phase}`;
  switch (format) {
    case 'json':
      return jsonFile(`${name}.json`, document);
    case 'pdf':
      return { name: `${name}.pdf`, mediaType: 'application/pdf', body: await pdfOf(written(document), now) };
    case 'html':
      return {
        name: `${name}.html`,
        mediaType: 'text/html; charset=utf-8',
        body: Buffer.from(webPageOf(written(document))),
        isShown: true,
      };
    default:
      return format satisfies never;
  }
}

function written({
  authority,
  phase,
  type,
  completeness,
  isDraft,
  mode,
  rows,
  ...rest
}: Document): WrittenDocument {
  const standing = isDraft ? 'Draft, not sent' : `Sent ${rest.sentAt?.toISOString() ?? ''}`;
  return {
    title: `${mode === 'live' ? '' : `${mode.toUpperCase()}, NOT REAL: `}Notification of a personal data breach`,
    language: 'en',
    lead: `${rest.template}, version ${rest.version}. Phase ${phase}: ${type}, ${completeness}. ${standing}.`,
    parts: [
      heading('Supervisory authority'),
      paragraph(authority ? `${authority.name}, ${authority.url}` : 'None is known for this library.'),
      heading('Notification'),
      facts(rows.map((row) => [`${row.rows} ${row.title}`, row.value ?? TO_BE_DETERMINED] as const)),
    ],
  };
}
