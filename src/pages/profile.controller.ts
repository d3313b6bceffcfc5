import { Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isLibraryId } from '../foundation/database/scope.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { BirthDate, Country, Language, Line, MayBeLeftOut, PersonName } from '../foundation/http/fields.js';
import { notFound, Problem } from '../foundation/http/problem.js';
import { MeService } from '../modules/accounts/me.service.js';
import { MySessionsService } from '../modules/accounts/my-sessions.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther } from './answer.js';
import { setCookie } from './cookies.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import type { Errors } from './parts.js';
import { languageOf } from './texts/texts.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** The details that a reader may change directly. */
class ProfileFields {
  @PersonName() name!: string;
  @BirthDate({ optional: true }) birthDate?: string;
  @Country({ optional: true }) country?: string;
  @Language() language!: string;
  @MayBeLeftOut() @Line({ max: 40, min: 0 }) phone?: string;
}

/** Changing one's details, and ending sessions. */
@LibraryPage('/account')
@ForSignedIn()
export class ProfileController {
  constructor(
    private readonly account: MeService,
    private readonly sessions: MySessionsService,
    private readonly page: AccountPage,
  ) {}

  @Post('profile')
  async change(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Fields() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    // An imported reader has no birth date or country yet; leaving them empty changes nothing.
    const written = Object.fromEntries(
      Object.entries(form).filter(
        ([name, value]) => value !== '' || !['birthDate', 'country'].includes(name),
      ),
    );
    const { given, errors } = await read(ProfileFields, written, visit.t);
    if (Object.keys(errors).length) return this.again(visit, me, form, errors);
    const { name, birthDate, country, language, phone } = given;
    try {
      await this.account.change(me, {
        name,
        language,
        ...(phone === undefined ? {} : { phone }),
        ...(birthDate === undefined ? {} : { birthDate }),
        ...(country === undefined ? {} : { country }),
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 422) throw error;
      return this.again(visit, me, form, errorsOf(error, visit.t, 'name'));
    }
    setCookie(reply, 'carrel_language', languageOf(language, undefined), visit.cookies);
    return new SeeOther(`${visit.root}/account?done=saved#data`);
  }

  @Post('sessions/:id/end')
  async end(@Visited() { root, signedIn }: Visit, @MyPage() me: Reader, @Param('id') id: string) {
    if (!isLibraryId(id)) throw notFound();
    await this.sessions.end(me, id, new Date());
    const isThis = id === signedIn?.session.id;
    return new SeeOther(
      isThis ? `${root}/sign-in?done=signed-out` : `${root}/account?done=session-ended#sessions`,
    );
  }

  private again(visit: Visit, me: Reader, values: Form, errors: Errors) {
    return this.page.show(visit, me, { sent: { form: 'profile', filled: { values, errors } } });
  }
}
