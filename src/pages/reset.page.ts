import { html } from '@lit-labs/ssr';
import { Matches } from 'class-validator';
import { nothing } from 'lit';
import { BirthDate, Country, NewPassword } from '../foundation/http/fields.js';
import type { Problem } from '../foundation/http/problem.js';
import { Shown } from './answer.js';
import { errorsOf, read } from './forms.js';
import { box, field, form, summary, type Errors, type Filled } from './parts.js';
import { guardianIn } from './sign-up-form.js';
import { birthDateField, countryField, guardianFields } from './sign-up.page.js';
import type { Form, Visit } from './visit.js';

/** The new password, with the letter's token, and what an imported reader was asked besides. */
class ResetFields {
  @NewPassword() newPassword!: string;
  @Matches(/^[\w-]{1,200}$/) token!: string;
  @BirthDate({ optional: true }) birthDate?: string;
  @Country({ optional: true }) country?: string;
}

/** What the form says, as the service takes it. */
export async function resetIn(fields: Form, visit: Visit) {
  const { given, errors } = await read(ResetFields, fields, visit.t);
  const guardian = await guardianIn(fields, visit);
  const { token, newPassword: password, birthDate, country } = given;
  const version = fields.agreement === 'yes' && fields.agreementVersion;
  const reset = {
    ...{ token, password, ...guardian.given },
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(country === undefined ? {} : { country }),
    ...(version ? { agreement: { accepted: true as const, version } } : {}),
  };
  return { reset, errors: { ...errors, ...guardian.errors } };
}

/** What the service found missing or wrong, by field. */
export function errorsShown(problem: Problem, { t }: Visit): Errors {
  const { agreementVersion, ...errors } = errorsOf(problem, t, 'newPassword');
  return agreementVersion === undefined ? errors : { ...errors, agreement: t.errors.changed };
}

/** The form for the new password. Whatever it was asked once it asks again; what is missing in it, it asks from now on. */
export function choose(visit: Visit, values: Form, errors: Errors) {
  const { t } = visit;
  const filled = { values, errors };
  const asks = (name: string, sent = name) => name in errors || values[sent] !== undefined;
  return new Shown(
    t.reset.title,
    html`<h1>${t.reset.title}</h1>
      ${summary(t, errors)}
      ${form(
        visit,
        '/reset/complete',
        html`<input type="hidden" name="token" value=${values.token ?? ''} />
          ${field(filled, {
            name: 'newPassword',
            label: t.reset.newPassword,
            type: 'password',
            hint: t.signUp.passwordHint,
            autocomplete: 'new-password',
          })}
          ${asks('birthDate') ? birthDateField(visit, filled) : nothing}
          ${asks('country') ? countryField(visit, filled) : nothing}
          ${asks('guardian', 'guardianName') ? guardianFields(visit, filled) : nothing}
          ${asks('agreement', 'agreementVersion') ? agreement(visit, filled) : nothing}
          <button class="main">${t.reset.save}</button>`,
      )}`,
    Object.keys(errors).length ? 422 : 200,
  );
}

function agreement({ t, library }: Visit, filled: Filled) {
  return html`<h2>${library.agreement.title}</h2>
    <p class="text" lang=${library.agreement.language}>${library.agreement.text}</p>
    <input type="hidden" name="agreementVersion" value=${library.agreement.version} />
    ${box(filled, { name: 'agreement', label: t.signUp.agree })}`;
}
