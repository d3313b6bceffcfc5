import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiKeyRecord, SCOPES } from '../foundation/access/api-key.entity.js';
import { aJob } from '../foundation/access/signed-in.js';
import { Records } from '../foundation/records/records.js';
import { Setting } from '../foundation/setting.js';
import { PurposesService } from '../modules/consent/purposes.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { StaffService, type NewStaff } from '../modules/libraries/staff.service.js';
import { DEMO_LIBRARIES, OFFICERS, type DemoLibrary } from './demo-libraries.js';
import { DemoReadersService, emailOf } from './demo-readers.service.js';
import { DemoSecrets } from './demo-secrets.js';

interface Login {
  email: string;
  password: string;
}

/** What the demo tells those who try it; `demo.json` in the data directory holds exactly this. */
export interface DemoLogins {
  baseUrl: string;
  libraries: { slug: string; name: string; apiKey: string; owner: Login; reader: Login }[];
  securityOfficers: Login[];
}

/** Libraries with content, readers and conversations, for whoever tries Carrel. Each step finds what is there already. */
@Injectable()
export class Demo {
  private readonly secrets: DemoSecrets;

  constructor(
    private readonly records: Records,
    private readonly setting: Setting,
    private readonly libraries: LibrariesService,
    private readonly purposes: PurposesService,
    private readonly readers: DemoReadersService,
    private readonly staff: StaffService,
  ) {
    this.secrets = new DemoSecrets(setting.root);
  }

  /** Makes what is missing, writes `demo.json` and gives back its content; stops between two steps when told to. */
  async seed(now: Date, stop: { isGiven: boolean } = { isGiven: false }): Promise<DemoLogins> {
    const libraries: DemoLogins['libraries'] = [];
    for (const library of DEMO_LIBRARIES) {
      if (stop.isGiven) break;
      const id = await this.found(library);
      await this.readers.seed(id, library, (email) => this.secrets.password(email), now);
      const { owner: name, domain, slug: librarySlug } = library;
      await this.employ({ name, email: `owner@${domain}`, librarySlug, role: 'owner' });
      libraries.push(await this.loginsOf(id, library));
    }
    for (const officer of OFFICERS)
      await this.employ({ ...officer, librarySlug: 'platform', role: 'security-officer' });
    const logins: DemoLogins = {
      baseUrl: this.setting.config.publicUrl,
      libraries,
      securityOfficers: OFFICERS.map(({ email }) => this.login(email)),
    };
    if (!stop.isGiven) await this.write(logins);
    return logins;
  }

  private async found(library: DemoLibrary): Promise<string> {
    const { slug, name, country, languages, domain, address } = library;
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

  private async loginsOf(id: string, library: DemoLibrary) {
    const { slug, name, domain, readers } = library;
    const key = this.secrets.apiKey(id);
    await this.records.in(aJob('demo', id), (db) =>
      db.insert(
        ApiKeyRecord,
        { name: 'demo', scopes: [...SCOPES], tokenHash: key.hash },
        { do: 'ignore', on: ['tokenHash'] },
      ),
    );
    const reader = emailOf(library, readers[0] ?? { mailbox: 'reader' });
    return {
      slug,
      name,
      apiKey: key.token,
      owner: this.login(`owner@${domain}`),
      reader: this.login(reader),
    };
  }

  /** Only who is not there: a password that was changed since stays changed. */
  private async employ(person: NewStaff) {
    if (await this.staff.idOfAddress(person.email)) return;
    await this.staff.create({ ...person, password: this.secrets.password(person.email) });
  }

  private login(email: string): Login {
    return { email, password: this.secrets.password(email) };
  }

  /** Renamed into place, so that whoever waits for the file reads it whole. */
  private async write(logins: DemoLogins) {
    const file = join(this.setting.config.dataDir, 'demo.json');
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  }
}
