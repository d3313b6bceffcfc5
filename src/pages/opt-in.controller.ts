import { Param, Post } from '@nestjs/common';
import type { Reader } from '../foundation/access/signed-in.js';
import { invalid, Problem } from '../foundation/http/problem.js';
import { ConsentService } from '../modules/consent/consent.service.js';
import { ObjectionsService } from '../modules/consent/objections.service.js';
import { SeeOther } from './answer.js';
import { LibraryPage } from './library-page.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

const MOST_GROUNDS = 5_000;

/** The buttons of the opt-in section: one press each way, no questions (Art. 7(3)). */
@LibraryPage('/account')
@ForSignedIn()
export class OptInController {
  constructor(
    private readonly consent: ConsentService,
    private readonly objections: ObjectionsService,
  ) {}

  @Post('opt-in/:purpose')
  async give(
    @Visited() { root }: Visit,
    @MyPage() me: Reader,
    @Param('purpose') purpose: string,
    @Fields() { version = '', notice }: Form,
  ) {
    try {
      await this.consent.give(me, purpose, { version, notice });
    } catch (error) {
      if (!isStale(error)) throw error;
      return new SeeOther(`${root}/account?done=stale#opt-in`);
    }
    return new SeeOther(`${root}/account?done=opted-in#opt-in`);
  }

  @Post('opt-out/:purpose')
  async withdraw(
    @Visited() { root, language }: Visit,
    @MyPage() me: Reader,
    @Param('purpose') purpose: string,
  ) {
    await this.consent.withdraw(me, purpose, language);
    return new SeeOther(`${root}/account?done=opted-out#opt-in`);
  }

  /** Objects to what the library does in its own interest (Art. 21). */
  @Post('object/:purpose')
  async object(
    @Visited() { root, language }: Visit,
    @MyPage() me: Reader,
    @Param('purpose') purpose: string,
    @Fields() form: Form,
  ) {
    const grounds = form.grounds?.trim();
    if (grounds && grounds.length > MOST_GROUNDS) throw tooLong();
    await this.objections.object(me, purpose, { grounds, language }, new Date());
    return new SeeOther(`${root}/account?done=objected#objections`);
  }

  @Post('undo-objection/:purpose')
  async undo(@Visited() { root, language }: Visit, @MyPage() me: Reader, @Param('purpose') purpose: string) {
    await this.objections.withdraw(me, purpose, new Date(), language);
    return new SeeOther(`${root}/account?done=objection-withdrawn#objections`);
  }
}

/** The page was open for more than a day, or its button pressed before: the person decides on the text as it stands now. */
function isStale(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.type === 'replayed-notice' || error.errors[0]?.pointer === '/notice';
}

const tooLong = () => invalid('/grounds', `Write at most ${MOST_GROUNDS} characters.`);
