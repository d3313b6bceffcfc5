import { Get, Post, Query } from '@nestjs/common';
import { ContactConfirmationsService } from '../modules/incidents/drills/contact-confirmations.service.js';
import { LibraryPage } from './library-page.js';
import { button, told } from './link-page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** The page behind the letter of a contact test: its button confirms that the letter was read, opening it does not. */
@LibraryPage('/contact-test')
export class ContactTestController {
  constructor(private readonly tests: ContactConfirmationsService) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { title, lead, confirm } = visit.t.contactTest;
    return button(visit, '/contact-test', token, [title, lead, confirm]);
  }

  @Post()
  async confirm(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.tests.confirm(visitor, token, new Date());
    return told(t.contactTest.doneTitle, t.contactTest.done);
  }
}
