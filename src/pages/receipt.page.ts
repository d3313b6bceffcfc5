import { html } from '@lit-labs/ssr';
import type { WrittenDocument } from '../foundation/documents/written-document.js';
import type { Texts } from './texts/shape.js';
import type { Visit } from './visit.js';
import { writtenParts } from './written.js';

/** A receipt to read, with the files that prove it. */
export function receiptPage({ t, root }: Visit, entry: string, { title, lead, parts }: WrittenDocument) {
  const address = `${root}/account/receipts/${entry}`;
  return html`<p><a href=${`${root}/account#history`}>${t.receipt.back}</a></p>
    <h1>${title}</h1>
    <p class="lead">${lead}</p>
    <div class="actions">
      <a class="button" href=${`${address}.json`}>${t.receipt.json}</a>
      <a class="button" href=${`${address}.pdf`}>${t.receipt.pdf}</a>
    </div>
    ${writtenParts(parts)}`;
}

/** The way from a line of the history to its receipt. */
export function receiptLink(t: Texts, root: string, entry: string, purpose: string) {
  return html`<a href=${`${root}/account/receipts/${entry}`} aria-label=${t.receipt.of(purpose)}
    >${t.receipt.show}</a
  >`;
}
