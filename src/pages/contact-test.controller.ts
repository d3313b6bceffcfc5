import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { ContactConfirmationsService } from '../modules/incidents/drills/contact-confirmations.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { form } from './parts.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** The page behind the letter of a contact test: its button confirms that the letter was read, opening it does not. */
@LibraryPage('/contact-test')
export class ContactTestController {
  constructor(private readonly tests: ContactConfirmationsService) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { contactTest: words } = visit.t;
    return new Shown(
      words.title,
      html`<h1>${words.title}</h1>
        <p class="lead">${words.lead}</p>
        ${form(
          visit,
          '/contact-test',
          html`<input type="hidden" name="token" value=${typeof token === 'string' ? token : ''} />
            <button class="main">${words.confirm}</button>`,
        )}`,
    );
  }

  @Post()
  async confirm(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.tests.confirm(visitor, token, new Date());
    const { contactTest: words } = t;
    return new Shown(
      words.doneTitle,
      html`<h1>${words.doneTitle}</h1>
        <p>${words.done}</p>`,
    );
  }
}
