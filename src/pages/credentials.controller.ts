import { Post } from '@nestjs/common';
import { Matches } from 'class-validator';
import type { Reader } from '../foundation/access/signed-in.js';
import { Email, NewPassword } from '../foundation/http/fields.js';
import { atPace } from '../foundation/http/pace.js';
import { Problem } from '../foundation/http/problem.js';
import { EmailChangesService } from '../modules/accounts/email-changes.service.js';
import { PasswordsService } from '../modules/accounts/passwords.service.js';
import { ProofService } from '../modules/accounts/proof.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther } from './answer.js';
import type { Sent } from './data.page.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import type { Errors } from './parts.js';
import { wordOf } from './texts/texts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** A new address, with the password as proof. */
class EmailFields {
  @Email() newEmail!: string;
  @Matches(/^.{0,500}$/s) emailPassword!: string;
}

/** A new password, with the one that counts now. */
class PasswordFields {
  @Matches(/^.{0,500}$/s) currentPassword!: string;
  @NewPassword() newPassword!: string;
}

/** Changing what opens the account: the e-mail address and the password. */
@LibraryPage('/account')
@ForSignedIn()
export class CredentialsController {
  constructor(
    private readonly emails: EmailChangesService,
    private readonly passwords: PasswordsService,
    private readonly proof: ProofService,
    private readonly page: AccountPage,
  ) {}

  @Post('email')
  async changeEmail(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(EmailFields, form, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, 'email', form, errors);
    const { newEmail, emailPassword } = given;
    const now = new Date();
    try {
      await this.proof.demand(me, emailPassword || undefined, now);
      await atPace(this.emails.ask(me, newEmail, now));
    } catch (error) {
      return this.again(visit, me, 'email', form, refused(error, visit, 'emailPassword', 'newEmail'));
    }
    return new SeeOther(`${visit.root}/account?done=email-sent#email-change`);
  }

  @Post('password')
  async changePassword(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(PasswordFields, form, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, 'password', {}, errors);
    const { currentPassword: password, newPassword } = given;
    try {
      await this.passwords.change(me, { ...(password ? { password } : {}), newPassword }, new Date());
    } catch (error) {
      return this.again(visit, me, 'password', {}, refused(error, visit, 'currentPassword', 'newPassword'));
    }
    return new SeeOther(`${visit.root}/account?done=password-saved#password-change`);
  }

  private again(visit: Visit, me: Reader, form: Sent['form'], values: Form, errors: Errors) {
    return this.page.show(visit, me, { sent: { form, filled: { values, errors } } });
  }
}

/** What a service refused, beside the field of the proof or the field that was to change. */
export function refused(error: unknown, { t }: Visit, proof: string, field: string): Errors {
  if (!(error instanceof Problem)) throw error;
  if (error.getStatus() === 403) return { [proof]: wordOf(t.errors, error.type) ?? error.detail };
  if (error.getStatus() === 422) return { [field]: error.detail };
  throw error;
}
