import { html } from '@lit-labs/ssr';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Part } from '../foundation/documents/written-document.js';

/** The parts of a written document as sections of a page. */
export function writtenParts(parts: Part[]) {
  return parts.map(written);
}

function written(part: Part) {
  switch (part.kind) {
    case 'heading':
      return html`<h2>${part.text}</h2>`;
    case 'paragraph':
      return html`<p class="body" dir="auto" lang=${ifDefined(part.language)}>${part.text}</p>`;
    case 'facts':
      return html`<dl class="facts">
        ${part.facts.map(
          ({ term, text, language }) =>
            html`<div>
              <dt>${term}</dt>
              <dd dir="auto" lang=${ifDefined(language)}>${text}</dd>
            </div>`,
        )}
      </dl>`;
    case 'table':
      return html`<table>
        <thead>
          <tr>
            ${part.columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${part.rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell) => html`<td class="body" dir="auto">${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`;
    default:
      return part satisfies never;
  }
}
