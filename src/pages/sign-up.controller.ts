import { Get, Post } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { atPace } from '../foundation/http/pace.js';
import { Problem } from '../foundation/http/problem.js';
import { Setting } from '../foundation/setting.js';
import { SignUpService } from '../modules/accounts/sign-up.service.js';
import { SeeOther, Shown } from './answer.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY } from './parts.js';
import { choicesIn, guardianIn, SignUpFields } from './sign-up-form.js';
import { SignUpPage } from './sign-up.page.js';
import { told } from './social.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Signing up, in the browser. */
@LibraryPage('/sign-up')
export class SignUpController {
  constructor(
    private readonly signUps: SignUpService,
    private readonly page: SignUpPage,
    private readonly setting: Setting,
  ) {}

  @Get()
  show(@Visited() visit: Visit) {
    return this.page.show(visit, EMPTY);
  }

  @Post()
  async send(@Visited() visit: Visit, @Fields() form: Form) {
    const { given, errors } = await read(SignUpFields, form, visit.t);
    const guardian = await guardianIn(form, visit);
    const wrong = { ...errors, ...guardian.errors };
    if (Object.keys(wrong).length) return this.page.show(visit, { values: form, errors: wrong });
    const { name, email, newPassword: password, social, country, birthDate, language } = given;
    const agreement = { accepted: true as const, version: given.agreementVersion };
    const proof = social === undefined ? { password } : { social };
    const filled = { name, email, ...proof, country, birthDate, language, agreement };
    try {
      const wanted = { ...filled, consents: choicesIn(form), ...guardian.given };
      await atPace(this.signUps.signUp(visit.visitor, wanted, new Date()));
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 422) throw error;
      if (error.errors[0]?.pointer === '/social') return told(visit, visit.t.social.failed, 422);
      return this.page.show(visit, { values: form, errors: errorsShown(error, visit) });
    }
    return new SeeOther(`${visit.root}/sign-up/sent`);
  }

  @Get('sent')
  sent(@Visited() { t, root }: Visit) {
    return new Shown(
      t.signUp.sentTitle,
      html`<h1>${t.signUp.sentTitle}</h1>
        <p>${t.signUp.sent}</p>
        <p>${t.signUp.sentNone} <a href=${`${root}/sign-up`}>${t.nav.signUp}</a></p>
        ${
          this.setting.isDemo
            ? html`<p>${t.signUp.demo} <a href="/outbox">${t.outbox.title}</a></p>`
            : nothing
        }`,
    );
  }
}

function errorsShown(problem: Problem, { t }: Visit) {
  const pointer = problem.errors[0]?.pointer ?? '';
  if (pointer === '/guardian') return { guardian: t.errors.guardian };
  if (pointer.startsWith('/agreement')) return { agreement: t.errors.changed };
  if (pointer.startsWith('/consents'))
    return { [`consent.${pointer.split('/')[2] ?? ''}`]: t.errors.changed };
  return errorsOf(problem, t, 'name');
}
