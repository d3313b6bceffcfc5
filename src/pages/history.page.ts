import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { ConsentService } from '../modules/consent/consent.service.js';
import { instant, localeOf } from './parts.js';
import { receiptLink } from './receipt.page.js';
import { wordOf } from './texts/texts.js';
import type { Visit } from './visit.js';

export type History = Awaited<ReturnType<ConsentService['history']>>;
type Entry = History['items'][number];
type Titled = readonly { key: string; title: string }[];

/** Everything that was ever decided, the latest first, each with a way to the exact text. */
export function historyTable(visit: Visit, purposes: Titled, { items, next }: History) {
  const { t, root } = visit;
  if (!items.length) return html`<p>${t.optIn.none}</p>`;
  return html`<div class="scroll" role="region" aria-labelledby="history" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.optIn.when}</th>
            <th scope="col">${t.optIn.purpose}</th>
            <th scope="col">${t.optIn.what}</th>
            <th scope="col">${t.optIn.where}</th>
            <th scope="col">${t.optIn.text}</th>
            <th scope="col">${t.receipt.title}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map((entry) => row(visit, purposes.find((one) => one.key === entry.purpose)?.title, entry))}
        </tbody>
      </table>
    </div>
    ${next ? html`<p><a href=${`${root}/account?history=${next}#history`}>${t.optIn.more}</a></p>` : nothing}`;
}

function row({ t, language, root }: Visit, title: string | undefined, entry: Entry) {
  const { purpose, decision, surface, version, recordedAt } = entry;
  const named = title ?? purpose;
  const label = t.optIn.readOf(named, day(language, recordedAt));
  return html`<tr>
    <td>${instant(language, recordedAt)}</td>
    <td>${named}</td>
    <td>${wordOf(t.optIn.decisions, decision) ?? decision}</td>
    <td>${wordOf(t.optIn.surfaces, surface) ?? surface} ${origin(t, language, entry)}</td>
    <td><a href=${`${root}/texts/${purpose}/${version}`} aria-label=${label}>${t.optIn.read}</a></td>
    <td>${receiptLink(t, root, entry.id, named)}</td>
  </tr>`;
}

/** Whose word stands behind what was brought along, and where its proof lies. */
function origin(t: Visit['t'], language: string, entry: Entry) {
  if (!('imported' in entry)) return nothing;
  const { decidedAt, method, proof } = entry.imported;
  return html`<span class="hint">${t.optIn.importedAs(day(language, decidedAt), method, proof)}</span>`;
}

function day(language: string, at: Date | string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' });
  return format.format(new Date(at));
}
