import { Get, Param } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { TextsService } from '../modules/consent/texts.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { instant } from './parts.js';
import { Visited, type Visit } from './visit.js';

/** The page on which one exact text can be read that a choice was about. */
@LibraryPage('/texts')
export class TextsController {
  constructor(private readonly texts: TextsService) {}

  @Get(':purpose/:version')
  async show(@Visited() visit: Visit, @Param('purpose') purpose: string, @Param('version') version: string) {
    const me = visit.signedIn?.me ?? visit.visitor;
    const { title, text, language, publishedAt } = await this.texts.readable(me, purpose, version);
    const { t } = visit;
    return new Shown(
      t.exactText.title,
      html`<h1>${t.exactText.title}</h1>
        <p class="lead">
          ${publishedAt ? html`${t.exactText.published} ${instant(visit.language, publishedAt)}` : t.exactText.elsewhere}
        </p>
        <article class="notice" lang=${language}>
          ${title ? html`<h2>${title}</h2>` : nothing}
          <p class="text">${text}</p>
        </article>
        <p class="hint">${t.exactText.fingerprint}</p>
        <p><code>${version}</code></p>
        <p><a href=${`${visit.root}/account#history`}>${t.exactText.back}</a></p>`,
    );
  }
}
