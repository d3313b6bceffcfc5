import { Controller, Get, Param, UseFilters, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Public } from '../foundation/access/decorators.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { notFound } from '../foundation/http/problem.js';
import { DeliveredLetters, type DeliveredLetter } from '../foundation/mail/delivered-letters.js';
import { Setting } from '../foundation/setting.js';
import { PageInterceptor, Shown } from './answer.js';
import { PageFilter } from './page.filter.js';
import type { Texts } from './texts/shape.js';
import { texts, type PageLanguage } from './texts/texts.js';
import { InLanguage } from './visit.js';

const MOST = 100;
const LINK = /(https?:\/\/[^\s<>"]+)/;

/** The letters of a demonstration, shown as text. Outside demo mode there is no such page. */
@ApiExcludeController()
@Controller('outbox')
@Public()
@UseFilters(PageFilter)
@UseInterceptors(PageInterceptor)
export class OutboxController {
  private readonly letters: DeliveredLetters | null;

  constructor({ config, isDemo }: Setting) {
    this.letters = isDemo && !config.smtpUrl ? new DeliveredLetters(config.dataDir) : null;
  }

  @Get()
  async list(@InLanguage() language: PageLanguage) {
    const t = texts[language];
    const letters = await this.mailbox().latest(MOST);
    return new Shown(
      t.outbox.title,
      html`<h1>${t.outbox.title}</h1>
        <p class="lead">${t.outbox.lead}</p>
        ${letters.length ? nothing : html`<p>${t.outbox.none}</p>`}
        <ul class="cards">
          ${letters.map(
            ({ id, subject, to, at }) =>
              html`<li class="card">
                <h2><a href=${`/outbox/${id}`}>${subject}</a></h2>
                <p class="hint">
                  ${t.outbox.to}: ${to} ·
                  <time datetime=${at.toISOString()}
                    >${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time
                  >
                </p>
              </li>`,
          )}
        </ul>`,
    );
  }

  @Get(':id')
  async show(@Param('id') id: string, @InLanguage() language: PageLanguage) {
    const t = texts[language];
    const letter = isLibraryId(id) ? await this.mailbox().find(id) : undefined;
    if (!letter) throw notFound();
    return new Shown(letter.subject, letterPage(t, letter));
  }

  private mailbox(): DeliveredLetters {
    if (!this.letters) throw notFound();
    return this.letters;
  }
}

function letterPage(t: Texts, { subject, to, text }: DeliveredLetter) {
  const parts = text.split(LINK);
  return html`<p><a href="/outbox">${t.outbox.back}</a></p>
    <h1>${subject}</h1>
    <p class="hint">${t.outbox.to}: ${to}</p>
    <pre class="letter">
${parts.map((part, place) => (place % 2 ? html`<a href=${part}>${part}</a>` : part))}</pre>`;
}
