import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Problem } from '../foundation/http/problem.js';
import { ConfirmationsService } from '../modules/accounts/confirmations.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { SeeOther, Shown } from './answer.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, field, form, summary, type Filled } from './parts.js';
import { ConfirmFields } from './sign-up-form.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** The page behind the letter's link: it shows the decisions of the form and asks its password. */
@LibraryPage('/confirm')
export class ConfirmController {
  constructor(
    private readonly confirmations: ConfirmationsService,
    private readonly purposes: PurposesService,
    private readonly providers: SocialProvidersService,
  ) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    return this.page(visit, typeof token === 'string' ? token : '', EMPTY);
  }

  @Post()
  async confirm(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(ConfirmFields, fields, visit.t);
    const token = fields.token ?? '';
    if (Object.keys(errors).length) return this.page(visit, token, { values: {}, errors });
    try {
      await this.confirmations.confirm(visit.visitor, given, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 401) throw error;
      return this.page(visit, token, { values: {}, errors: errorsOf(error, visit.t, 'password') });
    }
    return new SeeOther(`${visit.root}/confirm/done`);
  }

  @Get('done')
  done(@Visited() { t, root }: Visit) {
    return new Shown(
      t.confirm.doneTitle,
      html`<h1>${t.confirm.doneTitle}</h1>
        <p>${t.confirm.done}</p>
        <p><a class="button" href=${`${root}/sign-in`}>${t.nav.signIn}</a></p>`,
    );
  }

  private async page(visit: Visit, token: string, filled: Filled) {
    const { t } = visit;
    const pending = await this.confirmations.pending(visit.visitor, token, new Date());
    const { email, decisions, guardian, provider } = pending;
    const purposes = await this.purposes.list(visit.visitor, visit.language);
    const titleOf = (key: string) => purposes.find((one) => one.key === key)?.title ?? key;
    const content = html`<h1>${t.confirm.title}</h1>
      <p class="lead">${provider ? t.confirm.socialLead(email) : t.confirm.lead(email)}</p>
      ${guardian ? html`<p>${t.confirm.guardian(guardian.name)}</p>` : nothing} ${summary(t, filled.errors)}
      <h2>${t.confirm.decisions}</h2>
      <dl class="facts">
        ${decisions.map(
          ({ purpose, decision }) =>
            html`<div>
              <dt>${titleOf(purpose)}</dt>
              <dd>${decision === 'given' ? t.confirm.yes : t.confirm.no}</dd>
            </div>`,
        )}
      </dl>
      ${
        provider === null
          ? byPassword(visit, token, filled)
          : byProvider(visit, token, provider, await this.providers.nameOf(visit.visitor, provider))
      }`;
    return new Shown(t.confirm.title, content, Object.keys(filled.errors).length ? 422 : 200);
  }
}

function byPassword(visit: Visit, token: string, filled: Filled) {
  const { confirm } = visit.t;
  return form(
    visit,
    '/confirm',
    html`<input type="hidden" name="token" value=${token} />
      ${field(filled, {
        name: 'password',
        label: confirm.password,
        type: 'password',
        autocomplete: 'current-password',
      })}
      <button class="main">${confirm.send}</button>`,
  );
}

function byProvider(visit: Visit, token: string, provider: string, name: string) {
  return form(
    visit,
    '/social',
    html`<input type="hidden" name="provider" value=${provider} />
      <input type="hidden" name="confirming" value=${token} />
      <button class="main">${visit.t.signIn.with(name)}</button>`,
  );
}
