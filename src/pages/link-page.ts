import { html } from '@lit-labs/ssr';
import { Shown } from './answer.js';
import { form } from './parts.js';
import type { Visit } from './visit.js';

/** The page behind a letter's link: opening it changes nothing, pressing its button does. */
export function button(visit: Visit, action: string, token: unknown, words: [string, string, string]): Shown {
  const [title, lead, send] = words;
  return new Shown(
    title,
    html`<h1>${title}</h1>
      <p class="lead">${lead}</p>
      ${form(
        visit,
        action,
        html`<input type="hidden" name="token" value=${typeof token === 'string' ? token : ''} />
          <button class="main">${send}</button>`,
      )}`,
  );
}

/** What pressing it did. */
export function told(title: string, words: string): Shown {
  return new Shown(
    title,
    html`<h1>${title}</h1>
      <p>${words}</p>`,
  );
}
