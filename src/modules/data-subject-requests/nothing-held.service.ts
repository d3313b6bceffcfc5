import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { WrittenDocument } from '../../foundation/documents/written-document.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
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

  async confirm(me: SignedIn, looked: Looked, now: Date): Promise<Confirmation> {
    const { language } = looked;
    const { name, controller, ...place } = await this.libraries.describe(me, language);
    const authority = supervisoryAuthority(place);
    const elsewhere = await this.holdings.of(me, looked, now);
    return {
      elsewhere,
      document: confirmationOf({ language, library: name, controller, authority, elsewhere }),
    };
  }
}
