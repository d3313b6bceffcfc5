import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { WrittenDocument } from '../../foundation/documents/written-document.js';
import { namedIn } from '../../foundation/law/controllers.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { HoldingsService, type HeldElsewhere, type Looked } from './holdings.service.js';
import { confirmationOf } from './nothing-held.js';

/** The answer to somebody of whom no account is held: where the address stands besides, and in words for a page and a letter. */
export interface Confirmation {
  elsewhere: HeldElsewhere[];
  document: WrittenDocument;
}

/** Confirms that the library holds no account of a person, with what else Art. 12(4) and 15(1) want told. */
@Injectable()
export class NothingHeldService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly holdings: HoldingsService,
  ) {}

  /** `isOfAnother` where it is said to who asked for the person. */
  async confirm(
    me: SignedIn,
    { isOfAnother = false, ...looked }: Looked & { isOfAnother?: boolean },
    now: Date,
  ): Promise<Confirmation> {
    const { language } = looked;
    const { name, controller, ...place } = await this.libraries.describe(me, language);
    const authority = supervisoryAuthority(place);
    const elsewhere = await this.holdings.of(me, looked, now);
    return {
      elsewhere,
      document: confirmationOf({ language, library: name, controller, authority, elsewhere, isOfAnother }),
    };
  }

  /** The same words to who asked for somebody that is about to be gone: looked for nowhere, inside the caller's transaction. */
  async ofAnother(db: Rows, language: string): Promise<WrittenDocument> {
    const { controller: answering } = await this.libraries.answering(db);
    const { name: library, languages, slug: _, ...place } = await this.libraries.named(db);
    const controller = namedIn([language, ...languages], answering);
    const authority = supervisoryAuthority(place);
    return confirmationOf({ language, library, controller, authority, elsewhere: [], isOfAnother: true });
  }
}
