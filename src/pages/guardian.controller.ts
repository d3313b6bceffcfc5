import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { GuardiansService } from '../modules/accounts/guardians.service.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { form } from './parts.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** The page behind the letter to a guardian: it shows what a minor has chosen and asks for agreement (Art. 8). */
@LibraryPage('/guardian')
export class GuardianController {
  constructor(
    private readonly guardians: GuardiansService,
    private readonly purposes: PurposesService,
  ) {}

  @Get()
  async show(@Visited() visit: Visit, @Query('token') asked: unknown) {
    const token = typeof asked === 'string' ? asked : '';
    const { guardianLink } = visit.t;
    const { name, purposes } = await this.guardians.pending(visit.visitor, token, new Date());
    const known = await this.purposes.list(visit.visitor, visit.language);
    const chosen = known.filter(({ key }) => purposes.includes(key));
    return new Shown(
      guardianLink.title(name),
      html`<h1>${guardianLink.title(name)}</h1>
        <p class="lead">${guardianLink.lead}</p>
        ${
          chosen.length
            ? chosen.map(
                ({ title, text }) =>
                  html`<h2>${title}</h2>
                    <p>${text}</p>`,
              )
            : html`<p>${guardianLink.none}</p>`
        }
        ${form(
          visit,
          '/guardian',
          html`<input type="hidden" name="token" value=${token} />
            <button class="main">${guardianLink.send}</button>`,
        )}`,
    );
  }

  @Post()
  async agree(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.guardians.agree(visitor, token, new Date());
    return new Shown(
      t.guardianLink.doneTitle,
      html`<h1>${t.guardianLink.doneTitle}</h1>
        <p>${t.guardianLink.done}</p>`,
    );
  }
}
