import { Post, Res } from '@nestjs/common';
import { Equals, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Reader } from '../foundation/access/signed-in.js';
import { ErasureCodesService } from '../modules/data-subject-requests/erasure-codes.service.js';
import { ErasureRequestsService } from '../modules/data-subject-requests/erasure-requests.service.js';
import { TakingBackService } from '../modules/data-subject-requests/taking-back.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther, Shown } from './answer.js';
import { setCookie } from './cookies.js';
import { refused } from './credentials.controller.js';
import { goodbye, received } from './erasure.page.js';
import { read } from './forms.js';
import { LibraryPage } from './library-page.js';
import type { Errors } from './parts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** The proof, and the box that says it is understood. */
class ErasureFields {
  @Matches(/^.{0,500}$/s) erasurePassword!: string;
  @Matches(/^\s*\d{0,12}\s*$/) code!: string;
  @Equals('yes') understand!: string;
}

/** *Delete my account*, in the browser (Art. 17). */
@LibraryPage('/account/delete')
@ForSignedIn()
export class ErasurePageController {
  constructor(
    private readonly erasures: ErasureRequestsService,
    private readonly codes: ErasureCodesService,
    private readonly takingBack: TakingBackService,
    private readonly page: AccountPage,
  ) {}

  @Post()
  async forget(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Fields() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { given, errors } = await read(ErasureFields, form, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, form, errors);
    const code = given.code.trim();
    // A press of the button is no proof: without a code the password counts, be it left empty.
    const proof = code ? { code } : { password: given.erasurePassword };
    try {
      const { certificateUrl, beginsAt, isHeld } = await this.erasures.byReader(me, proof, new Date());
      if (beginsAt || isHeld) {
        const { receivedTitle, heldTitle } = visit.t.erasure.wait;
        return new Shown(beginsAt ? receivedTitle : heldTitle, received(visit, certificateUrl, beginsAt));
      }
      setCookie(reply, 'carrel_session', '', visit.cookies);
      const page = { ...visit, signedIn: null };
      return new Shown(visit.t.erasure.doneTitle, goodbye(page, certificateUrl));
    } catch (error) {
      const wrong = refused(error, visit, code ? 'code' : 'erasurePassword', 'erasurePassword');
      return this.again(visit, me, form, wrong);
    }
  }

  /** Sends a code, for those who have no password. */
  @Post('code')
  async sendCode(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.codes.send(me, new Date());
    return new SeeOther(`${root}/account?done=code-sent#erasure`);
  }

  /** Keeps the account, while the deletion waits for its day. */
  @Post('back')
  async takeBack(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.takingBack.mine(me, undefined, new Date());
    return new SeeOther(`${root}/account?done=erasure-taken-back#erasure`);
  }

  private again(visit: Visit, me: Reader, { understand, code }: Form, errors: Errors) {
    return this.page.show(visit, me, {
      sent: { form: 'erasure', filled: { values: { understand, code }, errors } },
    });
  }
}
