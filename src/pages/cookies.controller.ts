import { Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../foundation/http/problem.js';
import type { Reader } from '../foundation/access/signed-in.js';
import {
  ChoicesService,
  REMEMBERED_LANGUAGE,
  REMEMBERED_LANGUAGE_DAYS,
} from '../modules/cookies/choices.service.js';
import { CookieLinksService } from '../modules/cookies/links.service.js';
import { NoticeServingService } from '../modules/cookies/notice-serving.service.js';
import { SeeOther } from './answer.js';
import { cookiesPage } from './cookies.page.js';
import { setCookie } from './cookies.js';
import { LibraryPage } from './library-page.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

const DAY_SECONDS = 86_400;

/** The choice about cookies: one press each way, on every page and here in full. */
@LibraryPage('/cookies')
export class CookiesPageController {
  constructor(
    private readonly choices: ChoicesService,
    private readonly notices: NoticeServingService,
    private readonly links: CookieLinksService,
  ) {}

  @Get()
  async show(@Visited() visit: Visit) {
    const gpc = visit.cookieVisit?.gpc === true;
    const asked = { language: visit.language, gpc };
    return cookiesPage(visit, await this.notices.serve(visit.visitor, asked, new Date()));
  }

  @Post()
  async choose(
    @Visited() visit: Visit,
    @Fields() fields: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    try {
      await this.keep(visit, fields, reply);
    } catch (error) {
      // The notice changed, or was answered: whoever chose sees the current one and chooses once more.
      if (!(error instanceof Problem) || ![409, 422].includes(error.getStatus())) throw error;
      return new SeeOther(`${visit.root}/cookies?done=cookies-again`);
    }
    return new SeeOther(backTo(visit.root, fields.back));
  }

  @Post('link')
  @ForSignedIn()
  async link(@Visited() { root, cookieVisit }: Visit, @MyPage() me: Reader) {
    const visitorId = cookieVisit?.standing?.visitorId;
    if (visitorId) await this.links.link(me, visitorId);
    return new SeeOther(`${root}/cookies?done=cookies-linked`);
  }

  @Post('unlink')
  @ForSignedIn()
  async unlink(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.links.unlink(me);
    return new SeeOther(`${root}/cookies?done=cookies-unlinked`);
  }

  private async keep({ visitor, cookies, cookieVisit, language }: Visit, fields: Form, reply: FastifyReply) {
    const now = new Date();
    const { standing, gpc = false } = cookieVisit ?? {};
    const { version = '', notice } = fields;
    const known = standing ? { visitorId: standing.visitorId } : {};
    const shown = notice === undefined ? {} : { notice };
    const given = { version, choices: chosenIn(fields), ...known, ...shown };
    const { visitorId, askAgainAt } = await this.choices.choose(visitor, given, gpc, now);
    const seconds = (askAgainAt.getTime() - now.getTime()) / 1000;
    setCookie(reply, 'carrel_cookies', visitorId, cookies, seconds);
    const stands = await this.choices.find(visitor, visitorId, now);
    const mayRemember = this.choices.allows(stands, REMEMBERED_LANGUAGE, gpc);
    // What is forgotten for next time still holds until the browser closes: the page was chosen in this language.
    if (!mayRemember && cookieVisit?.remembersLanguage)
      setCookie(reply, 'carrel_language', language, cookies);
    const remembered = mayRemember ? language : '';
    setCookie(reply, REMEMBERED_LANGUAGE, remembered, cookies, REMEMBERED_LANGUAGE_DAYS * DAY_SECONDS);
  }
}

/** What a form says of each category of the notice that it answers. */
function chosenIn(fields: Form): Record<string, boolean> {
  const { choice, categories = '' } = fields;
  const isOn = (key: string) =>
    choice === 'accept' || (choice === 'save' && fields[`category-${key}`] === 'yes');
  const keys = categories.split(',').filter(Boolean);
  return Object.fromEntries(keys.map((key) => [key, isOn(key)]));
}

/** The page that the notice stood on: one of this library and nowhere else. */
function backTo(root: string, back = ''): string {
  const isOwn = back.startsWith(`${root}/`) && /^[\w/.~%?&=+-]+$/.test(back) && !back.includes('..');
  return isOwn && back !== `${root}/cookies` ? back : `${root}/cookies?done=cookies-chosen`;
}
