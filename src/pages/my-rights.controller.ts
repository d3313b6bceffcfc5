import { Post } from '@nestjs/common';
import { isLibraryId } from '../foundation/database/scope.js';
import { Line, OneOf, Paragraphs } from '../foundation/http/fields.js';
import { notFound, Problem } from '../foundation/http/problem.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther } from './answer.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import type { Errors } from './parts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

const GROUNDS = ['18(1)(a)', '18(1)(b)', '18(1)(c)', '18(1)(d)'] as const;

class RestrictionFields {
  @OneOf(GROUNDS) ground!: (typeof GROUNDS)[number];
}

/** `place` is the name of the datum and the id of its row. */
class CorrectionFields {
  @Line() place!: string;
  @Paragraphs() value!: string;
  @Paragraphs({ max: 5_000 }) why!: string;
}

/** Forms of the account page: corrections of the library's record, and restriction. */
@LibraryPage('/account')
@ForSignedIn()
export class RightsPageController {
  constructor(
    private readonly corrections: CorrectionsService,
    private readonly restrictions: RestrictionsService,
    private readonly page: AccountPage,
  ) {}

  @Post('restriction')
  async restrict(@Visited() { root, t }: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(RestrictionFields, form, t);
    // Sent twice, it stands all the same.
    if (!Object.keys(errors).length)
      await this.restrictions.ask(me, given.ground, new Date()).catch(unlessOpen);
    return new SeeOther(`${root}/account?done=restricted#restriction`);
  }

  @Post('restriction/end')
  async end(@Visited() { root }: Visit, @MyPage() me: Reader, @Fields() { restriction = '' }: Form) {
    if (!isLibraryId(restriction)) throw notFound();
    await this.restrictions.end(me, restriction, new Date());
    return new SeeOther(`${root}/account?done=unrestricted#restriction`);
  }

  @Post('corrections')
  async correct(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() form: Form) {
    const { given, errors } = await read(CorrectionFields, form, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, form, errors);
    const [datum = '', row = ''] = given.place.split('/');
    try {
      const { value, why } = given;
      await this.corrections.ask(me, { datum, row: isLibraryId(row) ? row : me.id, value, why }, new Date());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.again(visit, me, form, errorsOf(error, visit.t, 'place'));
    }
    return new SeeOther(`${visit.root}/account?done=correction-asked#corrections`);
  }

  /** Another page of what is recorded; what is written in the form stays. */
  @Post('corrections/page')
  turn(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() { to = '', ...form }: Form) {
    return this.again(visit, me, { ...form, from: to }, {});
  }

  private again(visit: Visit, me: Reader, values: Form, errors: Errors) {
    return this.page.show(visit, me, { sent: { form: 'correction', filled: { values, errors } } });
  }
}

function unlessOpen(error: unknown) {
  if (!(error instanceof Problem) || error.type !== 'already-open') throw error;
}
