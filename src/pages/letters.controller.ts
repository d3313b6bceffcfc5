import { Get, Post } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { LetterChecksService } from '../modules/incidents/communications/letter-checks.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, field, form, instant } from './parts.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Where a reader checks that a letter about a breach is genuine; the code is typed, so that no letter needs a link. */
@LibraryPage('/letters')
export class LettersPageController {
  constructor(private readonly checks: LetterChecksService) {}

  @Get()
  show(@Visited() visit: Visit) {
    const { title, lead } = visit.t.letters;
    return new Shown(
      title,
      html`<h1>${title}</h1>
        <p class="lead">${lead}</p>
        ${asked(visit)}`,
    );
  }

  /** The same answer for every code that no letter has. */
  @Post()
  async check(@Visited() visit: Visit, @Fields() { code = '' }: Form) {
    const { letters: words } = visit.t;
    const sentAt = await this.checks.check(visit.visitor, code);
    return new Shown(
      words.title,
      html`<h1>${words.title}</h1>
        <p class="notice" role="status">
          ${sentAt ? html`${words.genuine} ${instant(visit.language, sentAt)}` : words.unknown}
        </p>
        <p>${words.never}</p>
        ${asked(visit)}`,
    );
  }
}

function asked(visit: Visit) {
  const { code, hint, check } = visit.t.letters;
  return form(
    visit,
    '/letters',
    html`${field(EMPTY, { name: 'code', label: code, hint, autocomplete: 'off' })}
      <button class="main">${check}</button>`,
  );
}
