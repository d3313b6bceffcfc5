import { Controller, Get, UseFilters, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Public } from '../foundation/access/decorators.js';
import { aVisitor } from '../foundation/access/signed-in.js';
import { Setting } from '../foundation/setting.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { PageInterceptor, Shown } from './answer.js';
import { PageFilter } from './page.filter.js';
import { texts, type PageLanguage } from './texts/texts.js';
import { InLanguage } from './visit.js';

const MOST = 50;

/** The front door: which libraries are here, and where to click. */
@ApiExcludeController()
@Controller()
@Public()
@UseFilters(PageFilter)
@UseInterceptors(PageInterceptor)
export class StartController {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly setting: Setting,
  ) {}

  @Get()
  async show(@InLanguage() language: PageLanguage) {
    const t = texts[language];
    const directory = (await this.libraries.directory()).slice(0, MOST);
    const asking = { requestId: '-', route: 'GET /' };
    const libraries = await Promise.all(
      directory.map(({ id }) => this.libraries.describe(aVisitor(id, asking), language)),
    );
    const content = html`<h1>${t.start.title}</h1>
      <p class="lead">${t.start.lead}</p>
      <h2>${t.start.libraries}</h2>
      ${libraries.length ? nothing : html`<p>${t.start.none}</p>`}
      <ul class="cards">
        ${libraries.map(
          ({ slug, name }) =>
            html`<li class="card">
              <h3>${name}</h3>
              <p class="actions">
                <a class="button" href=${`/l/${slug}/sign-up`} aria-label=${`${t.nav.signUp}: ${name}`}
                  >${t.nav.signUp}</a
                >
                <a class="button" href=${`/l/${slug}/sign-in`} aria-label=${`${t.nav.signIn}: ${name}`}
                  >${t.nav.signIn}</a
                >
                <a href=${`/l/${slug}/rights`} aria-label=${`${t.rights.link}: ${name}`}>${t.rights.link}</a>
                <a href=${`/l/${slug}/account`} aria-label=${`${t.nav.account}: ${name}`}>${t.nav.account}</a>
              </p>
            </li>`,
        )}
      </ul>
      <h2>${t.start.elsewhere}</h2>
      <ul>
        <li><a href="/admin">${t.start.panel}</a></li>
        <li><a href="/api/docs">${t.start.api}</a></li>
        ${this.setting.isDemo ? html`<li><a href="/outbox">${t.start.outbox}</a></li>` : nothing}
      </ul>`;
    return new Shown(t.start.title, content);
  }
}
