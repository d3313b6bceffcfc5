import { Injectable } from '@nestjs/common';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import type { DemoLibrary } from './demo-libraries.js';

/** The libraries of the demo themselves. */
@Injectable()
export class DemoLibraryService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
  ) {}

  /** The library's id; makes it where it is not. */
  async found({ slug, name, country, languages, domain, address }: DemoLibrary): Promise<string> {
    const known = await this.idOf(slug);
    if (known) return known;
    const controller = {
      name,
      address,
      contact: `hello@${domain}`,
      dataProtectionOfficer: `dpo@${domain}`,
    };
    return this.libraries
      .create({ slug, name, country, languages, controller }, (db) => this.purposes.seed(db, languages))
      .catch(async (error: unknown) => {
        // Another instance that starts at the same moment has made it.
        const made = await this.idOf(slug);
        if (!made) throw error;
        return made;
      });
  }

  private async idOf(slug: string): Promise<string | undefined> {
    return (await this.libraries.directory()).find((one) => one.slug === slug)?.id;
  }
}
