import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiKeyRecord, SCOPES } from '../foundation/access/api-key.entity.js';
import { aJob } from '../foundation/access/signed-in.js';
import { Records } from '../foundation/records/records.js';
import { Setting } from '../foundation/setting.js';
import { DEMO_LIBRARIES, OFFICERS, type DemoLibrary } from './demo-libraries.js';
import { DemoMakers } from './demo-makers.js';
import { emailOf } from './demo-readers.service.js';
import { DemoSecrets } from './demo-secrets.js';
import { ownerOf } from './demo-staff.service.js';

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
    private readonly makers: DemoMakers,
  ) {
    this.secrets = new DemoSecrets(setting.root);
  }

  /** Makes what is missing, writes `demo.json` and gives back its content; stops between two steps when told to. */
  async seed(now: Date, stop: { isGiven: boolean } = { isGiven: false }): Promise<DemoLogins> {
    const passwordOf = (email: string) => this.secrets.password(email);
    const libraries: DemoLogins['libraries'] = [];
    for (const library of DEMO_LIBRARIES) {
      if (stop.isGiven) break;
      libraries.push(await this.furnish(library, passwordOf, now));
    }
    await this.makers.staff.officers(passwordOf);
    const securityOfficers = OFFICERS.map(({ email }) => this.login(email));
    const logins = { baseUrl: this.setting.config.publicUrl, libraries, securityOfficers };
    if (!stop.isGiven) await this.write(logins);
    return logins;
  }

  private async furnish(library: DemoLibrary, passwordOf: (email: string) => string, now: Date) {
    const { libraries, readers, staff, content } = this.makers;
    const id = await libraries.found(library);
    await readers.seed(id, library, passwordOf, now);
    await staff.owner(library, passwordOf);
    await content.seed(id, library, now);
    return this.loginsOf(id, library);
  }

  private async loginsOf(id: string, library: DemoLibrary) {
    const { slug, name, readers } = library;
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
      owner: this.login(ownerOf(library)),
      reader: this.login(reader),
    };
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
