import type { Language } from '../../foundation/data-map/words.js';
import { jsonFile, type MadeFile } from '../../foundation/documents/made-file.js';
import { pdfOf } from '../../foundation/documents/pdf.js';
import { webPageOf } from '../../foundation/documents/web-page.js';
import { Problem } from '../../foundation/http/problem.js';
import { writtenReceipt, type Receipt } from './written-receipt.js';

/** Forms in which a receipt is handed out; the first two prove, the others are for reading. */
export const RECEIPT_FORMATS = ['json', 'tlog-proof', 'html', 'pdf'] as const;
export type ReceiptFormat = (typeof RECEIPT_FORMATS)[number];

/** A receipt as a file. @throws 409 when the proof alone is asked for and the log does not include the entry yet */
export async function fileOf(
  receipt: Receipt,
  format: ReceiptFormat,
  language: Language,
  now: Date,
): Promise<MadeFile> {
  const { document } = receipt;
  const name = nameOf(receipt);
  switch (format) {
    case 'json':
      return jsonFile(`${name}.proof.json`, document);
    case 'tlog-proof':
      return text(`${name}.tlog-proof`, 'text/plain; charset=utf-8', document.proofs[0] ?? notYet());
    case 'html': {
      const page = webPageOf(writtenReceipt(receipt, language));
      return { ...text(`${name}.html`, 'text/html; charset=utf-8', page), isShown: true };
    }
    case 'pdf': {
      const body = await pdfOf(writtenReceipt(receipt, language), now);
      return { name: `${name}.pdf`, mediaType: 'application/pdf', body };
    }
    default:
      return format satisfies never;
  }
}

/** What a receipt's file is called, without its ending. */
export function nameOf({ document: { record } }: Receipt): string {
  return `receipt-${record.record_id}`;
}

function text(name: string, mediaType: string, content: string): MadeFile {
  return { name, mediaType, body: Buffer.from(content, 'utf8') };
}

function notYet(): never {
  throw new Problem(
    409,
    'not-yet-included',
    'The log does not include this decision yet. Ask again in two seconds; format=json holds the signed promise meanwhile.',
    [],
    {},
    { 'retry-after': '2' },
  );
}
