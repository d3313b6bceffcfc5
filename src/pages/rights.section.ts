import { Injectable } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { isLibraryId } from '../foundation/database/scope.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { correctionSection } from './correction.page.js';
import type { Sent } from './data.page.js';
import { EMPTY } from './parts.js';
import { RecordedList } from './recorded.js';
import { restrictionSection } from './restriction.page.js';
import type { Visit } from './visit.js';

const LIMIT = 20;

/** Rights that are not done by changing a field: corrections of the library's record, and restriction. */
@Injectable()
export class RightsSection {
  constructor(
    private readonly corrections: CorrectionsService,
    private readonly restrictions: RestrictionsService,
    private readonly recorded: RecordedList,
  ) {}

  /** `after` is where the list of corrections goes on. */
  async show(visit: Visit, me: Reader, sent: Sent | undefined, after: string | undefined) {
    const filled = sent?.form === 'correction' ? sent.filled : EMPTY;
    const { from = '', place = '' } = filled.values;
    const begins = after && isLibraryId(after) ? { after } : {};
    const [corrections, restrictions, recorded] = await Promise.all([
      this.corrections.mine(me, { limit: LIMIT, ...begins }),
      this.restrictions.mine(me),
      this.recorded.page(me, from, place),
    ]);
    return html`${correctionSection(visit, { ...recorded, corrections }, filled)}
    ${restrictionSection(visit, restrictions)}`;
  }
}
