import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Injectable } from '@nestjs/common';
import { spoken } from '../foundation/data-map/words.js';
import { NoticesService } from '../modules/consent/notices.service.js';
import { enteredBeside } from '../foundation/law/controllers.js';
import { Shown } from './answer.js';
import { countriesIn, languagesNamed } from './countries.js';
import { box, field, form, select, summary, type Filled } from './parts.js';
import type { Visit } from './visit.js';

type Purpose = Awaited<ReturnType<NoticesService['list']>>[number];

/** The sign-up form; with the ticket of an identity among the values (`social`) it asks for no password. */
@Injectable()
export class SignUpPage {
  constructor(private readonly notices: NoticesService) {}

  /** The form as it was filled in so far, with what is wrong in it. */
  async show(visit: Visit, filled: Filled) {
    const purposes = await this.notices.list(visit.visitor, visit.language, new Date());
    const choices = purposes.filter((one) => one.legalBasis === 'consent');
    const status = Object.keys(filled.errors).length ? 422 : 200;
    return new Shown(visit.t.signUp.title(visit.library.name), signUpForm(visit, choices, filled), status);
  }
}

/** About you, the agreement, one unticked choice per optional purpose. */
function signUpForm(visit: Visit, choices: Purpose[], filled: Filled) {
  const { t, library } = visit;
  const asksGuardian = 'guardian' in filled.errors || filled.values.guardianName !== undefined;
  const { contact, dataProtectionOfficer, name, address } = library.controller;
  return html`<h1>${t.signUp.title(library.name)}</h1>
    <p class="lead">${t.signUp.lead}</p>
    ${filled.values.social === undefined ? nothing : html`<p>${t.social.unknown}</p>`}
    ${summary(t, filled.errors)}
    ${form(
      visit,
      '/sign-up',
      html`${aboutYou(visit, filled)} ${asksGuardian ? guardianFields(visit, filled) : nothing}
        <fieldset>
          <legend>${t.signUp.agreement}</legend>
          <h2 class="small">${library.agreement.title}</h2>
          <p class="text" lang=${library.agreement.language}>${library.agreement.text}</p>
          <input type="hidden" name="agreementVersion" value=${library.agreement.version} />
          ${box(filled, { name: 'agreement', label: t.signUp.agree })}
        </fieldset>
        <fieldset>
          <legend>${t.signUp.choices}</legend>
          <p class="hint">${t.signUp.choicesHint}</p>
          ${choices.map((one) => choice(visit, one, filled))}
        </fieldset>
        <button class="main">${t.signUp.send}</button>`,
    )}
    <h2>${t.signUp.controller}</h2>
    <p>${name}, ${address}<br />${contact}</p>
    <p>${t.signUp.dpo}: ${dataProtectionOfficer}</p>
    ${enteredBeside(library.controller, spoken(visit.language)).map(([term, text]) => html`<p>${term}: ${text}</p>`)}
    <p>${t.signUp.have} <a href=${`${visit.root}/sign-in`}>${t.nav.signIn}</a></p>`;
}

function aboutYou(visit: Visit, filled: Filled) {
  const { t, language, library } = visit;
  return html`<fieldset>
    <legend>${t.signUp.you}</legend>
    ${field(filled, { name: 'name', label: t.signUp.name, autocomplete: 'name' })}
    ${field(filled, { name: 'email', label: t.signUp.email, type: 'email', autocomplete: 'email' })}
    ${filled.values.social === undefined ? passwordField(visit, filled) : ticket(filled.values.social)}
    ${birthDateField(visit, filled)} ${countryField(visit, filled)}
    ${select(filled, {
      name: 'language',
      label: t.signUp.language,
      choices: languagesNamed(library.languages),
      value: language,
    })}
  </fieldset>`;
}

function passwordField({ t }: Visit, filled: Filled) {
  return field(filled, {
    name: 'newPassword',
    label: t.signUp.password,
    type: 'password',
    hint: t.signUp.passwordHint,
    autocomplete: 'new-password',
  });
}

function ticket(social: string) {
  return html`<input type="hidden" name="social" value=${social} />`;
}

/** The day of birth, with why it is asked. */
export function birthDateField({ t }: Visit, filled: Filled) {
  return field(filled, {
    name: 'birthDate',
    label: t.signUp.birthDate,
    type: 'date',
    hint: t.signUp.birthDateHint,
    autocomplete: 'bday',
  });
}

/** The country; the library's own is proposed. */
export function countryField({ t, language, library }: Visit, filled: Filled) {
  return select(filled, {
    name: 'country',
    label: t.signUp.country,
    choices: countriesIn(language),
    choose: t.signUp.choose,
    value: library.country,
    autocomplete: 'country',
  });
}

/** Who agrees for a minor. */
export function guardianFields({ t }: Visit, filled: Filled) {
  return html`<fieldset id="guardian" tabindex="-1">
    <legend>${t.signUp.guardian}</legend>
    <p class="hint">${t.signUp.guardianHint}</p>
    ${field(filled, { name: 'guardianName', label: t.signUp.guardianName })}
    ${field(filled, { name: 'guardianEmail', label: t.signUp.guardianEmail, type: 'email' })}
  </fieldset>`;
}

function choice({ t }: Visit, { key, title, text, version, language, notice }: Purpose, filled: Filled) {
  return html`<div class="choice">
    <input type="hidden" name=${`version.${key}`} value=${version} />
    <input type="hidden" name=${`notice.${key}`} value=${notice} />
    ${box(filled, { name: `consent.${key}`, label: t.signUp.yes(title) })}
    <p class="text" lang=${language}>${text}</p>
  </div>`;
}
