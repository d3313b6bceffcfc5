import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Texts } from './texts/shape.js';
import type { Form, Visit } from './visit.js';

/** What is wrong with a form, by the name of the field. */
export type Errors = Readonly<Record<string, string>>;

/** What was written, and what is wrong with it. */
export interface Filled {
  values: Form;
  errors: Errors;
}

export const EMPTY: Filled = { values: {}, errors: {} };

/** A form that is sent to one of the library's own pages. */
export function form(visit: Visit, action: string, content: unknown, className?: string) {
  return html`<form method="post" action=${visit.root + action} class=${ifDefined(className)} novalidate>
    <input type="hidden" name="_form" value=${visit.formToken} />
    ${content}
  </form>`;
}

/** The list of what is wrong, each leading to its field. */
export function summary(t: Texts, errors: Errors) {
  const entries = Object.entries(errors);
  if (!entries.length) return nothing;
  return html`<div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title">
    <h2 id="summary-title">${t.summaryTitle}</h2>
    <ul>
      ${entries.map(([name, words]) => html`<li><a href=${`#${name}`}>${words}</a></li>`)}
    </ul>
  </div>`;
}

interface FieldOptions {
  name: string;
  label: string;
  type?: string;
  hint?: string;
  autocomplete?: string;
  value?: string;
  optionalWord?: string;
}

/** A labelled field of one line; what is wrong with it stands beside it. */
export function field({ values, errors }: Filled, options: FieldOptions) {
  const { name, label, type = 'text', hint, autocomplete, optionalWord } = options;
  const value = type === 'password' ? '' : (values[name] ?? options.value ?? '');
  return html`<div class="field">
    <label for=${name}
      >${label}${optionalWord ? html` <span class="hint">(${optionalWord})</span>` : nothing}</label
    >
    ${notes(name, hint, errors[name])}
    <input
      id=${name}
      name=${name}
      type=${type}
      value=${value}
      autocomplete=${ifDefined(autocomplete)}
      aria-describedby=${ifDefined(described(name, hint, errors[name]))}
      aria-invalid=${errors[name] ? 'true' : 'false'}
    />
  </div>`;
}

/** A labelled text of several lines. */
export function paragraphs({ values, errors }: Filled, { name, label, hint }: FieldOptions) {
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${notes(name, hint, errors[name])}
    <textarea
      id=${name}
      name=${name}
      rows="5"
      aria-describedby=${ifDefined(described(name, hint, errors[name]))}
      aria-invalid=${errors[name] ? 'true' : 'false'}
    >
${values[name] ?? ''}</textarea>
  </div>`;
}

/** A labelled choice of one among many. */
export function select(
  { values, errors }: Filled,
  options: FieldOptions & { choices: readonly (readonly [key: string, words: string])[]; choose?: string },
) {
  const { name, label, hint, choices, choose, autocomplete } = options;
  const chosen = values[name] ?? options.value ?? '';
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${notes(name, hint, errors[name])}
    <select
      id=${name}
      name=${name}
      autocomplete=${ifDefined(autocomplete)}
      aria-describedby=${ifDefined(described(name, hint, errors[name]))}
      aria-invalid=${errors[name] ? 'true' : 'false'}
    >
      ${choose === undefined ? nothing : html`<option value="">${choose}</option>`}
      ${choices.map(
        ([key, words]) => html`<option value=${key} ?selected=${key === chosen}>${words}</option>`,
      )}
    </select>
  </div>`;
}

/** A box to tick; never ticked but by the person who sent the form before. */
export function box({ values, errors }: Filled, { name, label, hint }: FieldOptions) {
  return html`<div class="box">
    ${errors[name] ? html`<p class="error" id=${`${name}-error`}>${errors[name]}</p>` : nothing}
    <input
      id=${name}
      name=${name}
      type="checkbox"
      value="yes"
      ?checked=${values[name] === 'yes'}
      aria-describedby=${ifDefined(described(name, hint, errors[name]))}
    />
    <label for=${name}>${label}</label>
    ${hint ? html`<p class="hint" id=${`${name}-hint`}>${hint}</p>` : nothing}
  </div>`;
}

/** English as Europe writes it. */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** An instant in the reader's language, with the exact one for machines. */
export function instant(language: string, at: Date | string) {
  const date = new Date(at);
  const words = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(date);
  return html`<time datetime=${date.toISOString()}>${words} UTC</time>`;
}

function notes(name: string, hint: string | undefined, error: string | undefined) {
  return html`${hint ? html`<p class="hint" id=${`${name}-hint`}>${hint}</p>` : nothing}
  ${error ? html`<p class="error" id=${`${name}-error`}>${error}</p>` : nothing}`;
}

function described(name: string, hint: string | undefined, error: string | undefined) {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean);
  return ids.length ? ids.join(' ') : undefined;
}
