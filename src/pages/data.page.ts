import { html } from '@lit-labs/ssr';
import { spoken } from '../foundation/data-map/words.js';
import type { MeService } from '../modules/accounts/me.service.js';
import type { MyDataService } from '../modules/data-subject-requests/my-data.service.js';
import { standingBeside } from '../foundation/law/controllers.js';
import { countriesIn, languagesNamed } from './countries.js';
import { looksList, type Looks } from './looks.page.js';
import { EMPTY, field, form, paragraphs, select, type Filled } from './parts.js';
import type { Visit } from './visit.js';

type Held = Awaited<ReturnType<MyDataService['held']>>[number];
type Profile = Awaited<ReturnType<MeService['show']>>;

/** Which form of the section was sent, with what was wrong in it. */
export interface Sent {
  form: 'profile' | 'email' | 'password' | 'statement' | 'correction' | 'erasure';
  filled: Filled;
}

/** Each datum with its value, source, purpose, legal basis, recipients and end, and the forms that change it. */
export function dataSection(
  visit: Visit,
  { held, looks }: { held: Held[]; looks: Looks },
  profile: Profile,
  sent: Sent | undefined,
) {
  const { t } = visit;
  const filledOf = (name: Sent['form']) => (sent?.form === name ? sent.filled : EMPTY);
  return html`<section id="data" aria-labelledby="data-title">
    <h2 id="data-title">${t.data.title}</h2>
    <p>${t.data.lead}</p>
    ${responsible(visit)}
    <div class="data">${inOrder(held).map((one) => datum(visit, one))}</div>
    <h3 id="profile">${t.data.profile}</h3>
    ${profileForm(visit, profile, filledOf('profile'))}
    <h3 id="email-change">${t.data.emailChange}</h3>
    <p class="hint">${t.data.emailHint}</p>
    ${emailForm(visit, filledOf('email'))}
    <h3 id="password-change">${t.data.passwordChange}</h3>
    ${passwordForm(visit, filledOf('password'))}
    <h3 id="statement-form">${t.data.statement}</h3>
    <p class="hint">${t.data.statementHint}</p>
    ${statementForm(visit, filledOf('statement'))}
    <h3 id="elsewhere">${t.elsewhere.title}</h3>
    <p>${t.elsewhere.lead}</p>
    <p><a href=${`${visit.root}/account/elsewhere`}>${t.elsewhere.link}</a></p>
    <h3 id="looks">${t.looks.title}</h3>
    <p>${t.looks.lead}</p>
    ${looksList(visit, looks)}
  </section>`;
}

/** Who answers for all of it (Art. 13(1)(a), (b), 26(2)). */
function responsible({ t, language, library }: Visit) {
  const { name, address, contact, dataProtectionOfficer } = library.controller;
  return html`<h3 id="responsible">${t.signUp.controller}</h3>
    <dl class="facts">
      ${fact(t.data.controller, `${name}, ${address}, ${contact}`)}
      ${fact(t.signUp.dpo, dataProtectionOfficer)}
      ${standingBeside(library.controller, spoken(language)).map(([term, text]) => fact(term, text))}
    </dl>`;
}

/** What the reader gave first, then what arose, then lists. */
function inOrder(held: Held[]): Held[] {
  const rank = ({ id, count, action }: Held) =>
    (id.startsWith('reader.') ? 0 : 2) + (action.kind === 'change' ? 0 : 1) + (count === undefined ? 0 : 4);
  return [...held].sort((a, b) => rank(a) - rank(b));
}

/** Where on the page each thing is done that is the same for every datum. */
const PLACES: Readonly<Partial<Record<Held['action']['kind'], string>>> = {
  supplement: '#statement-form',
  withdraw: '#opt-in',
  object: '#objections',
  restrict: '#restriction',
  download: '#requests',
  take: '#elsewhere',
  delete: '#erasure',
};

const FORMS: Readonly<Record<string, string>> = {
  'PATCH /me': '#profile',
  'POST /me/email-changes': '#email-change',
  'PUT /me/password': '#password-change',
  'PUT /me/agreement': '#profile',
  'PUT /me/consents/:purpose': '#opt-in',
  'PUT /me/objections/:purpose': '#objections',
  'DELETE /me/social-logins/:provider': '#sessions',
  'POST /me/corrections': '#corrections',
  'DELETE /me/sessions/:id': '#sessions',
};

function datum({ t, language, root }: Visit, held: Held) {
  const { title, source, purpose, legalBasis, recipients, actions, broughtAlong } = held;
  return html`<details class="datum" data-datum=${held.id}>
    <summary>
      <span class="what">${title}</span> <span class="value">${valueOf(t, language, held)}</span>
    </summary>
    <dl class="facts">
      ${fact(t.data.source, [source.text, broughtAlong?.text].filter(Boolean).join(' '))}
      ${fact(t.data.why, purpose.title)} ${fact(t.data.basis, `${legalBasis.text} (${legalBasis.article})`)}
      ${fact(t.data.recipients, recipients.join(', ') || t.data.noRecipients)}
      ${fact(t.data.keptUntil, endOf(t, held))}
      ${fact(
        t.data.change,
        html`<ul class="ways">
          ${actions.map((action) => html`<li><a href=${placeOf(root, action)}>${action.text}</a></li>`)}
        </ul>`,
      )}
    </dl>
  </details>`;
}

/** Where a way is gone: a form of this page, or the page where the thing itself lies. */
function placeOf(root: string, { kind, route }: Held['action']): string {
  const place = PLACES[kind] ?? FORMS[route];
  if (place) return place;
  if (route.includes('/loans')) return `${root}/library`;
  return route.includes('cookie') ? `${root}/cookies` : '#profile';
}

/** Until when it is kept, with the days where the calendar knows them. */
function endOf(t: Visit['t'], { keptUntil, ends }: Held): string {
  if (!ends) return keptUntil;
  const [first, last] = [ends.first, ends.last].map((at) => at.toISOString().slice(0, 10));
  return `${keptUntil} ${t.data.ends(first ?? '', last ?? '')}`;
}

function fact(name: string, words: unknown) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${words}</dd>
  </div>`;
}

function valueOf(t: Visit['t'], language: string, { id, value, withheld, count }: Held) {
  if (withheld !== undefined) return html`<em>${t.data.withheld}</em>`;
  if (count !== undefined) return t.data.count(count);
  if (value === undefined) return html`<em>${t.data.inDownload}</em>`;
  if (value === null || value === '') return html`<em>${t.data.empty}</em>`;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'object') return Object.values(value).map(String).join(', ');
  if (typeof value !== 'string') return JSON.stringify(value);
  if (id === 'reader.country') return named(language, 'region', value);
  if (id === 'reader.language') return named(language, 'language', value);
  // A hash of a text: its start tells it from another.
  return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : value;
}

function named(language: string, type: 'region' | 'language', code: string): string {
  return new Intl.DisplayNames(language, { type }).of(code) ?? code;
}

function profileForm(visit: Visit, profile: Profile, filled: Filled) {
  const { t, language, library } = visit;
  const known = (value: string | null) => (value === null ? {} : { value });
  return form(
    visit,
    '/account/profile',
    html`${field(filled, { name: 'name', label: t.signUp.name, autocomplete: 'name', value: profile.name })}
      ${field(filled, {
        name: 'birthDate',
        label: t.signUp.birthDate,
        type: 'date',
        autocomplete: 'bday',
        ...known(profile.birthDate),
      })}
      ${select(filled, {
        name: 'country',
        label: t.signUp.country,
        choices: countriesIn(language),
        choose: t.signUp.choose,
        autocomplete: 'country',
        ...known(profile.country),
      })}
      ${select(filled, {
        name: 'language',
        label: t.signUp.language,
        choices: languagesNamed([...new Set([...library.languages, profile.language])]),
        value: profile.language,
      })}
      ${field(filled, {
        name: 'phone',
        label: t.data.phone,
        type: 'tel',
        hint: t.data.phoneHint,
        autocomplete: 'tel',
        ...known(profile.phone),
      })} <button>${t.data.save}</button>`,
  );
}

function emailForm(visit: Visit, filled: Filled) {
  const { t } = visit;
  return form(
    visit,
    '/account/email',
    html`${field(filled, { name: 'newEmail', label: t.data.newEmail, type: 'email', autocomplete: 'email' })}
      ${field(filled, {
        name: 'emailPassword',
        label: t.erasure.password,
        type: 'password',
        autocomplete: 'current-password',
      })} <button>${t.data.emailSend}</button>`,
  );
}

function passwordForm(visit: Visit, filled: Filled) {
  const { t } = visit;
  return form(
    visit,
    '/account/password',
    html`${field(filled, {
        name: 'currentPassword',
        label: t.data.currentPassword,
        type: 'password',
        autocomplete: 'current-password',
      })}
      ${field(filled, {
        name: 'newPassword',
        label: t.data.newPassword,
        type: 'password',
        hint: t.signUp.passwordHint,
        autocomplete: 'new-password',
      })} <button>${t.data.passwordSave}</button>`,
  );
}

/** For what cannot be changed: a supplementary statement (Art. 16). */
function statementForm(visit: Visit, filled: Filled) {
  const { t } = visit;
  return form(
    visit,
    '/account/requests/statement',
    html`${paragraphs(filled, { name: 'statement', label: t.data.statementLabel })}
      <button>${t.data.statementSend}</button>`,
  );
}
