import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Problem } from '../foundation/http/problem.js';
import { MandateDecisionsService } from '../modules/outside-requests/mandate-decisions.service.js';
import { MandatesService } from '../modules/outside-requests/mandates.service.js';
import { Shown } from './answer.js';
import { errorsOf } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, form, summary, type Filled } from './parts.js';
import { entered, erasureWords } from './rights.page.js';
import { wordOf } from './texts/texts.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** The page on which a person says whether somebody speaks for them. */
@LibraryPage('/rights/mandate')
export class MandateController {
  constructor(
    private readonly mandates: MandatesService,
    private readonly decisions: MandateDecisionsService,
  ) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    return this.page(visit, typeof token === 'string' ? token : '', EMPTY);
  }

  @Post()
  async say(@Visited() visit: Visit, @Fields() fields: Form) {
    const { t, visitor, language } = visit;
    const { token = '', word, understood } = fields;
    const given = { token, accepted: word === 'yes', ...(understood === 'yes' ? { understood: true as const } : {}) }; // prettier-ignore
    try {
      const done = await this.decisions.bySubject(visitor, given, new Date());
      if (done) return new Shown(t.rights.enteredTitle, entered(visit, done.request, done.certificateUrl, language)); // prettier-ignore
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 422) throw error;
      return this.page(visit, token, { values: fields, errors: errorsOf(error, t, 'understood') });
    }
    return new Shown(t.rights.refusedTitle, html`<h1>${t.rights.refusedTitle}</h1><p>${t.rights.refused}</p>`); // prettier-ignore
  }

  private async page(visit: Visit, token: string, { values, errors }: Filled) {
    const { t } = visit;
    const mandate = await this.mandates.preview(visit.visitor, token, new Date());
    const { kind, representative } = mandate;
    const what = wordOf(t.rights.kinds, kind) ?? kind;
    const filled = { values: { ...values, kind }, errors };
    const content = html`<h1>${t.rights.mandateTitle}</h1>
      <p class="lead">${t.rights.mandateLead(representative.name, representative.email, what)}</p>
      <h2>${t.rights.mandateWords}</h2>
      <p class="body" dir="auto">${mandate.mandate}</p>
      ${mandate.statement === null ? nothing : html`<p class="body" dir="auto">${mandate.statement}</p>`}
      <p>${t.rights.mandateHint}</p>
      ${summary(t, errors)}
      ${form(
        visit,
        '/rights/mandate',
        html`<input type="hidden" name="token" value=${token} />
          ${erasureWords(visit, filled)}
          <div class="actions">
            <button class="main" name="word" value="yes">${t.rights.mandateYes}</button>
            <button name="word" value="no">${t.rights.mandateNo}</button>
          </div>`,
      )}`;
    return new Shown(t.rights.mandateTitle, content, Object.keys(errors).length ? 422 : 200);
  }
}
