import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Matches } from 'class-validator';
import { Email, NewPassword } from '../foundation/http/fields.js';
import { atPace } from '../foundation/http/pace.js';
import { Problem } from '../foundation/http/problem.js';
import { PasswordResetsService } from '../modules/accounts/password-resets.service.js';
import { SeeOther, Shown } from './answer.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { box, EMPTY, field, form, summary, type Filled } from './parts.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Whose password is forgotten. */
class ForgottenFields {
  @Email() email!: string;
}

/** The new password, with the letter's token. */
class ResetFields {
  @NewPassword() newPassword!: string;
  @Matches(/^[\w-]{1,200}$/) token!: string;
}

/** Setting a password by letter; readers whom the library imported claim their account here. */
@LibraryPage('/reset')
export class ResetController {
  constructor(private readonly resets: PasswordResetsService) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    return typeof token === 'string' ? choose(visit, token, EMPTY, false) : ask(visit, EMPTY);
  }

  @Post()
  async send(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(ForgottenFields, fields, visit.t);
    if (Object.keys(errors).length) return ask(visit, { values: fields, errors });
    await atPace(this.resets.ask(visit.visitor, given.email, new Date()));
    return new SeeOther(`${visit.root}/reset/sent`);
  }

  @Post('complete')
  async complete(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(ResetFields, fields, visit.t);
    const { token = '', agreementVersion } = fields;
    const asked = agreementVersion !== undefined;
    if (Object.keys(errors).length) return choose(visit, token, { values: fields, errors }, asked);
    const agreement =
      fields.agreement === 'yes' && agreementVersion
        ? { agreement: { accepted: true as const, version: agreementVersion } }
        : {};
    try {
      const reset = { token, password: given.newPassword, ...agreement };
      await this.resets.complete(visit.visitor, reset, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 422) throw error;
      const words = { agreement: visit.t.errors[asked && agreement.agreement ? 'changed' : 'agreement'] };
      return choose(visit, token, { values: fields, errors: words }, true);
    }
    return new SeeOther(`${visit.root}/reset/done`);
  }

  @Get('sent')
  sent(@Visited() { t }: Visit) {
    return new Shown(
      t.reset.sentTitle,
      html`<h1>${t.reset.sentTitle}</h1>
        <p>${t.reset.sent}</p>`,
    );
  }

  @Get('done')
  done(@Visited() { t, root }: Visit) {
    return new Shown(
      t.reset.doneTitle,
      html`<h1>${t.reset.doneTitle}</h1>
        <p>${t.reset.done}</p>
        <p><a class="button" href=${`${root}/sign-in`}>${t.nav.signIn}</a></p>`,
    );
  }
}

function ask(visit: Visit, filled: Filled) {
  const { t } = visit;
  return new Shown(
    t.reset.title,
    html`<h1>${t.reset.title}</h1>
      <p class="lead">${t.reset.lead}</p>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/reset',
        html`${field(filled, {
            name: 'email',
            label: t.signUp.email,
            type: 'email',
            autocomplete: 'username',
          })} <button class="main">${t.reset.send}</button>`,
      )}`,
    Object.keys(filled.errors).length ? 422 : 200,
  );
}

function choose(visit: Visit, token: string, filled: Filled, asksAgreement: boolean) {
  const { t, library } = visit;
  const agreement = html`<h2>${library.agreement.title}</h2>
    <p class="text" lang=${library.agreement.language}>${library.agreement.text}</p>
    <input type="hidden" name="agreementVersion" value=${library.agreement.version} />
    ${box(filled, { name: 'agreement', label: t.signUp.agree })}`;
  return new Shown(
    t.reset.title,
    html`<h1>${t.reset.title}</h1>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/reset/complete',
        html`<input type="hidden" name="token" value=${token} />
          ${field(filled, {
            name: 'newPassword',
            label: t.reset.newPassword,
            type: 'password',
            hint: t.signUp.passwordHint,
            autocomplete: 'new-password',
          })}
          ${asksAgreement ? agreement : nothing}
          <button class="main">${t.reset.save}</button>`,
      )}`,
    Object.keys(filled.errors).length ? 422 : 200,
  );
}
