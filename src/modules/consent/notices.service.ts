import { Injectable } from '@nestjs/common';
import { ServedNotices, type Served } from '../../foundation/access/served-notice.js';
import type { Reader, Visitor } from '../../foundation/access/signed-in.js';
import { PurposesService } from './purposes.service.js';

/** Notices of purposes as they are served, each with the token that proves it, and tokens as they come back. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly purposes: PurposesService,
    private readonly notices: ServedNotices,
  ) {}

  /** What the library asks and why, each with the token of this serving; a reader's is good for that reader alone. */
  async list(me: Reader | Visitor, language: string, now: Date) {
    const purposes = await this.purposes.list(me, language);
    const { libraryId } = me;
    const whom = me.kind === 'reader' ? { readerId: me.id } : {};
    return purposes.map((purpose) => {
      const { key, version, language: shownIn } = purpose;
      const shown = { libraryId, what: whatOf(key), version, language: shownIn, ...whom };
      return { ...purpose, notice: this.notices.serve(shown, now) };
    });
  }

  /** States of a reader's consents beside the text that would be decided on now, with the token of this serving. */
  async beside<T extends { purpose: string }>(me: Reader, states: T[], language: string, now: Date) {
    const purposes = new Map((await this.list(me, language, now)).map((one) => [one.key as string, one]));
    return states.flatMap((state) => {
      const purpose = purposes.get(state.purpose);
      if (!purpose) return [];
      const { version, language: shownIn, title, text, notice } = purpose;
      return [{ ...state, notice, current: { version, language: shownIn, title, text } }];
    });
  }

  /** The serving that a decision answers, undefined where no token came with it. @throws 422 at `pointer` */
  take(
    me: Reader | Visitor,
    purpose: string,
    { version, notice }: { version: string; notice?: string | undefined },
    now: Date,
    pointer = '/notice',
  ): Served | undefined {
    if (notice === undefined) return undefined;
    const readerId = me.kind === 'reader' ? me.id : null;
    const answered = { libraryId: me.libraryId, what: whatOf(purpose), version, readerId };
    return this.notices.take(notice, answered, now, pointer);
  }
}

function whatOf(purpose: string): string {
  return `purpose/${purpose}`;
}
