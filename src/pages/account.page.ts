import { Injectable } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import type { Reader } from '../foundation/access/signed-in.js';
import type { AccountNotice } from '../modules/accounts/me.service.js';
import { Shown } from './answer.js';
import type { Sent } from './data.page.js';
import { EMPTY, form, instant, summary } from './parts.js';
import { DataSection, ErasureSection, OptInSection, RequestsSection, SessionsSection } from './sections.js';
import { RightsSection } from './rights.section.js';
import type { Visit } from './visit.js';

/** A form that came back because something was wrong in it, and where each list goes on. */
export interface AccountView {
  sent?: Sent;
  history?: string | undefined;
  looks?: string | undefined;
  corrections?: string | undefined;
}

/** My account: the opt-in section, what we hold and why, my requests, sessions. */
@Injectable()
export class AccountPage {
  constructor(
    private readonly optIn: OptInSection,
    private readonly data: DataSection,
    private readonly requests: RequestsSection,
    private readonly sessions: SessionsSection,
    private readonly erasure: ErasureSection,
    private readonly rights: RightsSection,
  ) {}

  async show(visit: Visit, me: Reader, { sent, history, looks, corrections }: AccountView = {}) {
    const { t } = visit;
    const [optIn, { profile, content }, requests, sessions, erasure, rights] = await Promise.all([
      this.optIn.show(visit, me, history),
      this.data.show(visit, me, sent, looks),
      this.requests.show(visit, me),
      this.sessions.show(visit, me),
      this.erasure.show(visit, me, sent?.form === 'erasure' ? sent.filled : EMPTY),
      this.rights.show(visit, me, sent, corrections),
    ]);
    return new Shown(
      t.account.title,
      html`<h1>${t.account.title}</h1>
        <p class="lead">${t.account.hello(profile.name)}</p>
        ${sent ? summary(t, sent.filled.errors) : nothing} ${notices(visit, profile.notices)}
        ${profile.agreementDue ? agreement(visit) : nothing} ${contents(visit)} ${optIn} ${content} ${rights}
        ${requests} ${sessions} ${erasure}`,
      sent && Object.keys(sent.filled.errors).length ? 422 : 200,
    );
  }
}

function contents({ t }: Visit) {
  const sections = [
    ['#opt-in', t.optIn.title],
    ['#data', t.data.title],
    ['#corrections', t.correction.title],
    ['#restriction', t.restriction.title],
    ['#requests', t.requests.title],
    ['#sessions', t.sessions.title],
    ['#erasure', t.erasure.title],
  ] as const;
  return html`<nav class="contents" aria-label=${t.account.contents}>
    <ul>
      ${sections.map(([at, words]) => html`<li><a href=${at}>${words}</a></li>`)}
    </ul>
  </nav>`;
}

/** What no letter could tell: it stands first. */
function notices({ language }: Visit, told: AccountNotice[]) {
  return told.map(
    ({ id, at, subject, text }) =>
      html`<section class="notice" aria-labelledby=${`notice-${id}`}>
        <h2 id=${`notice-${id}`}>${subject}</h2>
        <p>${instant(language, at)}</p>
        ${text.split('\n\n').map((paragraph) => html`<p>${paragraph}</p>`)}
      </section>`,
  );
}

function agreement(visit: Visit) {
  const { t, library } = visit;
  return html`<section class="notice" id="agreement" aria-labelledby="agreement-title">
    <h2 id="agreement-title">${t.account.agreementDue}</h2>
    <p>${t.account.agreementDueText}</p>
    <h3>${library.agreement.title}</h3>
    <p class="text" lang=${library.agreement.language}>${library.agreement.text}</p>
    ${form(
      visit,
      '/account/agreement',
      html`<input type="hidden" name="version" value=${library.agreement.version} />
        <button class="main">${t.account.agreementSend}</button>`,
    )}
  </section>`;
}
