import { Injectable } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { isLibraryId } from '../foundation/database/scope.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { MeService } from '../modules/accounts/me.service.js';
import { SocialLoginsService } from '../modules/accounts/social-logins.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { MySessionsService } from '../modules/accounts/my-sessions.service.js';
import { ConsentService } from '../modules/consent/consent.service.js';
import { NoticesService } from '../modules/consent/notices.service.js';
import { ObjectionsService } from '../modules/consent/objections.service.js';
import { ErasurePreviewService } from '../modules/data-subject-requests/erasure-preview.service.js';
import { LooksService } from '../modules/data-subject-requests/looks.service.js';
import { MyDataService } from '../modules/data-subject-requests/my-data.service.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { dataSection, type Sent } from './data.page.js';
import { erasureSection } from './erasure.page.js';
import { optInSection } from './opt-in.page.js';
import type { Filled } from './parts.js';
import { requestsSection } from './requests.page.js';
import { socialSection } from './social.page.js';
import { sessionsSection } from './sessions.page.js';
import type { Visit } from './visit.js';

const HISTORY = 20;
const LOOKS = 20;

/** The opt-in section of the account page. */
@Injectable()
export class OptInSection {
  constructor(
    private readonly consent: ConsentService,
    private readonly notices: NoticesService,
    private readonly objections: ObjectionsService,
  ) {}

  /** `after` is where the history goes on. */
  async show(visit: Visit, me: Reader, after: string | undefined) {
    const from = after && isLibraryId(after) ? { after } : {};
    const [purposes, states, history, objections] = await Promise.all([
      this.notices.list(me, visit.language, new Date()),
      this.consent.states(me),
      this.consent.history(me, me.id, { limit: HISTORY, ...from }),
      this.objections.states(me),
    ]);
    return optInSection(visit, { purposes, states, history, objections });
  }
}

/** What we hold and why, with the forms that change it. */
@Injectable()
export class DataSection {
  constructor(
    private readonly data: MyDataService,
    private readonly account: MeService,
    private readonly looks: LooksService,
  ) {}

  /** `after` is where the list of looks goes on. */
  async show(visit: Visit, me: Reader, sent: Sent | undefined, after: string | undefined) {
    const profile = await this.account.show(me);
    const from = after && isLibraryId(after) ? { after } : {};
    const looks = await this.looks.list(me, me.id, visit.language, { limit: LOOKS, ...from });
    const held = await this.data.held(me, visit.language);
    return { profile, content: dataSection(visit, { held, looks }, profile, sent) };
  }
}

/** Where the reader is signed in. */
@Injectable()
export class SessionsSection {
  constructor(
    private readonly sessions: MySessionsService,
    private readonly providers: SocialProvidersService,
    private readonly logins: SocialLoginsService,
  ) {}

  async show(visit: Visit, me: Reader) {
    const sessions = sessionsSection(visit, await this.sessions.list(me, { limit: 50 }, new Date()));
    const providers = await this.providers.list(me);
    if (!providers.length) return sessions;
    const { items } = await this.logins.list(me);
    return html`${sessions} ${socialSection(visit, providers, items)}`;
  }
}

/** *Download my data*, and what the reader has asked for. */
@Injectable()
export class RequestsSection {
  constructor(private readonly requests: RequestsService) {}

  async show(visit: Visit, me: Reader) {
    return requestsSection(visit, await this.requests.list(me, { limit: 20 }), new Date());
  }
}

/** *Delete my account*, with what that would do. */
@Injectable()
export class ErasureSection {
  constructor(private readonly previews: ErasurePreviewService) {}

  async show(visit: Visit, me: Reader, filled: Filled) {
    return erasureSection(visit, await this.previews.mine(me, visit.language, new Date()), filled);
  }
}
