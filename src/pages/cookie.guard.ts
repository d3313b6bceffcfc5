import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isLibraryId } from '../foundation/database/scope.js';
import {
  ChoicesService,
  REMEMBERED_LANGUAGE,
  REMEMBERED_LANGUAGE_DAYS,
} from '../modules/cookies/choices.service.js';
import { saysGpc } from '../modules/cookies/gpc.decorator.js';
import { NoticeServingService } from '../modules/cookies/notice-serving.service.js';
import { cookieOf, setCookie } from './cookies.js';
import type { Visit, VisitRequest } from './visit.js';

const DAY_SECONDS = 86_400;

/** Finds out what a visitor chose about cookies, and serves the notice to whoever has to be asked. */
@Injectable()
export class CookieGuard implements CanActivate {
  constructor(
    private readonly choices: ChoicesService,
    private readonly notices: NoticeServingService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<VisitRequest>();
    const { visit } = request;
    if (!visit) throw new Error('The cookie guard stands behind the visit guard.');
    const now = new Date();
    const gpc = saysGpc(request);
    const visitorId = cookieOf(request, 'carrel_cookies');
    const standing = isLibraryId(visitorId) ? await this.choices.find(visit.visitor, visitorId, now) : null;
    // The settings show the whole notice themselves.
    const isAsked = !gpc && (!standing || standing.askAgain) && visit.address !== `${visit.root}/cookies`;
    const { language } = visit;
    visit.cookieVisit = {
      standing,
      gpc,
      notice: isAsked ? await this.notices.serve(visit.visitor, { language, gpc }, now) : undefined,
      remembersLanguage: cookieOf(request, REMEMBERED_LANGUAGE) !== '',
      back: request.method === 'GET' ? request.url : `${visit.root}/cookies`,
    };
    const wasLanguageChosen = typeof request.query.language === 'string';
    if (wasLanguageChosen) this.rememberLanguage(context.switchToHttp().getResponse(), visit);
    return true;
  }

  private rememberLanguage(reply: FastifyReply, { cookieVisit, language, cookies }: Visit) {
    const { standing = null, gpc = false } = cookieVisit ?? {};
    if (!this.choices.allows(standing, REMEMBERED_LANGUAGE, gpc)) return;
    const seconds = REMEMBERED_LANGUAGE_DAYS * DAY_SECONDS;
    setCookie(reply, REMEMBERED_LANGUAGE, language, cookies, seconds);
  }
}
