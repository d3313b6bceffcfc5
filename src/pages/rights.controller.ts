import { Get, Post, Query } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { Matches } from 'class-validator';
import { isLibraryId } from '../foundation/database/scope.js';
import { Email, OneOf, Paragraphs, PersonName } from '../foundation/http/fields.js';
import { atPace } from '../foundation/http/pace.js';
import { Problem } from '../foundation/http/problem.js';
import { HandOversService } from '../modules/outside-requests/hand-overs.service.js';
import { OutsideConfirmationsService } from '../modules/outside-requests/outside-confirmations.service.js';
import { UnverifiedRequestsService } from '../modules/outside-requests/unverified-requests.service.js';
import { Shown, SeeOther } from './answer.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, form } from './parts.js';
import { askForAnotherPage, askPage, confirmPage, outcomePage, sentPage } from './rights.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

const KINDS = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'] as const;
type Kind = (typeof KINDS)[number];

/** What somebody asks who is not signed in. */
class AskFields {
  @Email() email!: string;
  @OneOf(KINDS) kind!: Kind;
  @Paragraphs({ min: 0, max: 5_000 }) statement!: string;
}

/** The same for another person. */
class AskForAnotherFields extends AskFields {
  @PersonName() representativeName!: string;
  @Email() representativeEmail!: string;
  @Paragraphs({ max: 5_000 }) mandate!: string;
}

/** The proof, and what is asked by it. */
class ConfirmFields {
  @Matches(/^[\w-]{0,200}$/) token!: string;
  @Matches(/^[\w-]{0,40}$/) id!: string;
  @Matches(/^\s*\d{0,12}\s*$/) code!: string;
}

/** *Your rights without an account*, in the browser: ask, read the letter, confirm, get the answer. */
@LibraryPage('/rights')
export class RightsController {
  constructor(
    private readonly requests: UnverifiedRequestsService,
    private readonly confirmations: OutsideConfirmationsService,
    private readonly handOvers: HandOversService,
  ) {}

  @Get()
  show(@Visited() visit: Visit) {
    return askPage(visit, EMPTY);
  }

  @Post()
  async ask(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(AskFields, fields, visit.t);
    if (Object.keys(errors).length) return askPage(visit, { values: fields, errors });
    const { email, kind, statement } = given;
    return this.sent(visit, { kind, email, asked: asked(visit, statement) });
  }

  @Get('for-another')
  showForAnother(@Visited() visit: Visit) {
    return askForAnotherPage(visit, EMPTY);
  }

  @Post('for-another')
  async askForAnother(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(AskForAnotherFields, fields, visit.t);
    if (Object.keys(errors).length) return askForAnotherPage(visit, { values: fields, errors });
    const { representativeName: name, representativeEmail: email, mandate, email: of, kind } = given;
    const deliverTo = fields.toRepresentative === 'yes' ? 'representative' : 'data-subject';
    const representation = { name, of, mandate, deliverTo } as const;
    return this.sent(visit, { kind, email, asked: { ...asked(visit, given.statement), representation } });
  }

  @Get('sent')
  showSent(@Visited() visit: Visit, @Query('id') id: unknown) {
    return sentPage(visit, typeof id === 'string' && isLibraryId(id) ? id : '', EMPTY);
  }

  /** What the letter's link would confirm; looking at it confirms nothing. */
  @Get('confirm')
  async preview(@Visited() visit: Visit, @Query('token') sent: unknown) {
    const token = typeof sent === 'string' ? sent : '';
    const about = await this.confirmations.preview(visit.visitor, token, new Date());
    const { kind, statement } = about;
    return confirmPage(visit, about, { values: { token, kind, statement: statement ?? '' }, errors: {} });
  }

  @Post('confirm')
  async confirm(@Visited() visit: Visit, @Fields() fields: Form) {
    const { given, errors } = await read(ConfirmFields, { token: '', id: '', code: '', ...fields }, visit.t);
    if (Object.keys(errors).length) return sentPage(visit, fields.id ?? '', { values: fields, errors });
    const proof = given.token ? { token: given.token } : { id: given.id, code: given.code };
    const kind = KINDS.find((one) => one === fields.kind);
    const statement = fields.statement?.trim() ? { statement: fields.statement.slice(0, 5_000) } : {};
    const understood = fields.understood === 'yes' ? { understood: true as const } : {};
    try {
      const wanted = { ...proof, ...(kind ? { kind } : {}), ...statement, ...understood };
      return outcomePage(visit, await atPace(this.confirmations.confirm(visit.visitor, wanted, new Date())));
    } catch (error) {
      return this.again(visit, fields, error);
    }
  }

  @Get('download')
  async showDownload(@Visited() visit: Visit, @Query('token') sent: unknown) {
    const token = typeof sent === 'string' ? sent : '';
    await this.handOvers.check(visit.visitor, token, new Date());
    const { t } = visit;
    const fields = html`<input type="hidden" name="token" value=${token} />
      <button class="main">${t.rights.downloadGet}</button>`;
    return new Shown(
      t.rights.downloadTitle,
      html`<h1>${t.rights.downloadTitle}</h1>
        <p class="lead">${t.rights.downloadLead}</p>
        ${form(visit, '/rights/download', fields)}`,
    );
  }

  @Post('download')
  async download(@Visited() { visitor }: Visit, @Fields() { token = '' }: Form) {
    const { url } = await this.handOvers.open(visitor, token, new Date());
    return new SeeOther(new URL(url).pathname);
  }

  private async sent({ visitor, root }: Visit, incoming: Parameters<UnverifiedRequestsService['ask']>[1]) {
    const id = await atPace(this.requests.ask(visitor, incoming, new Date()));
    return new SeeOther(`${root}/rights/sent?id=${id}`);
  }

  /** Asks for what is missing, or once more for the code. */
  private again(visit: Visit, fields: Form, error: unknown) {
    if (!(error instanceof Problem) || ![403, 422].includes(error.getStatus())) throw error;
    const errors = errorsOf(error, visit.t, 'code');
    if (error.getStatus() === 403) return sentPage(visit, fields.id ?? '', { values: {}, errors });
    const missing = 'understood' in errors ? 'erasure' : 'rectification';
    return confirmPage(visit, {}, { values: { ...fields, kind: fields.kind ?? missing }, errors });
  }
}

function asked({ language }: Visit, statement: string) {
  return { language, ...(statement.trim() ? { statement } : {}) };
}
