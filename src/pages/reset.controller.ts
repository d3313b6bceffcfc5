import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { Email } from '../foundation/http/fields.js';
import { atPace } from '../foundation/http/pace.js';
import { Problem } from '../foundation/http/problem.js';
import { PasswordResetsService } from '../modules/accounts/password-resets.service.js';
import { SeeOther, Shown } from './answer.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, field, form, summary, type Filled } from './parts.js';
import { choose, errorsShown, resetIn } from './reset.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Whose password is forgotten. */
class ForgottenFields {
  @Email() email!: string;
}

/** Setting a password by letter; readers whom the library imported claim their account here. */
@LibraryPage('/reset')
export class ResetController {
  constructor(private readonly resets: PasswordResetsService) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    return typeof token === 'string' ? choose(visit, { token }, {}) : ask(visit, EMPTY);
  }

  @Post()
  async send(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(ForgottenFields, fields, visit.t);
    if (Object.keys(errors).length) return ask(visit, { values: fields, errors });
    await atPace(this.resets.ask(visit.visitor, given.email, new Date()));
    return new SeeOther(`${visit.root}/reset/sent`);
  }

  @Post('complete')
  async complete(@Visited() visit: Visit, @Fields() form: Form) {
    const { reset, errors } = await resetIn(form, visit);
    if (Object.keys(errors).length) return choose(visit, form, errors);
    try {
      await this.resets.complete(visit.visitor, reset, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 422) throw error;
      return choose(visit, form, errorsShown(error, visit));
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
