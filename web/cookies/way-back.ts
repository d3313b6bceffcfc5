import type { Notice } from './notice.js';
import type { Words } from './words.js';

/**
 * The way back to the choice is always there: whatever the site marks with `data-cookie-settings`, or else a button of
 * ours. Where the browser's signal has decided, a line beside it says so and asks for nothing.
 */
export function waysBack({ gpc, told }: Notice, words: Words, open: () => void) {
  const own = document.querySelectorAll<HTMLElement>('[data-cookie-settings]');
  const buttons = own.length ? [...own] : [ours(words, told.language)];
  for (const button of buttons)
    button.addEventListener('click', (event) => {
      event.preventDefault();
      open();
    });
  if (gpc) said(words.gpc, told.language);
}

function ours({ settings }: Words, language: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = settings;
  place('carrel-cookie-settings', language, settings).append(button);
  return button;
}

function said(text: string, language: string) {
  const line = document.createElement('p');
  line.textContent = text;
  place('carrel-cookie-signal', language, text.split(':')[0] ?? text).append(line);
}

/** A landmark of its own, so that nothing of ours stands outside the page's structure. */
function place(className: string, language: string, label: string): HTMLElement {
  const region = document.createElement('aside');
  region.className = className;
  region.lang = language;
  region.setAttribute('aria-label', label);
  document.body.append(region);
  return region;
}
