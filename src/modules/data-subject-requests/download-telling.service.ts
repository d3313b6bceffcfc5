import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { spoken } from '../../foundation/data-map/words.js';
import { DownloadContents, type Material } from './download-contents.js';
import { LetterheadService } from './letterhead.service.js';
import { LooksService } from './looks.service.js';
import { ParticularsService } from './particulars.service.js';

const LOOKS_SHOWN = 100;

/** Gathers the words around one person's data: in whose name, in which language, and what is true of them alone. */
@Injectable()
export class DownloadTelling {
  constructor(
    private readonly letterhead: LetterheadService,
    private readonly particulars: ParticularsService,
    private readonly looks: LooksService,
  ) {}

  /** In whose name a person takes their data elsewhere, and in which language that is told. */
  async taking(me: SignedIn, subjectId: string) {
    const { language, library, purposes } = await this.letterhead.of(me, subjectId);
    return { library, purposes, language: spoken(language) };
  }

  async of(me: SignedIn, subjectId: string, material: Pick<Material, 'map' | 'tables'>, now: Date) {
    const { language, library, purposes } = await this.letterhead.of(me, subjectId);
    const spokenIn = spoken(language);
    const particulars = await this.particulars.of(me, subjectId, material.tables, spokenIn);
    const { items: looks } = await this.looks.list(me, subjectId, spokenIn, { limit: LOOKS_SHOWN });
    return new DownloadContents(library, spokenIn, now, purposes, { ...material, particulars, looks });
  }
}
