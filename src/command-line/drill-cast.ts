import type { INestApplicationContext } from '@nestjs/common';
import { aJob, type Staff } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { Records } from '../foundation/records/records.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { StaffService } from '../modules/libraries/staff.service.js';

/** A library that a drill hits, and who decides for it. */
export interface Hit {
  slug: string;
  owner: Staff;
}

/** Who plays in a drill that is played by one command: the people of the installation, each by their own id. */
export interface Cast {
  commander: Staff;
  deputy: Staff;
  addresses: string[];
  libraries: Hit[];
}

/** Two officers, and the owners of the installation's first two libraries. @throws Error where somebody is missing */
export async function castOf(app: INestApplicationContext): Promise<Cast> {
  const staff = app.get(StaffService, { strict: false });
  const directory = await app.get(LibrariesService, { strict: false }).directory();
  return app.get(Records).in(aJob('incident drill', PLATFORM), async (db) => {
    const officers = await staff.working(db, PLATFORM, 'security-officer');
    const libraries: Hit[] = [];
    for (const { id, slug } of directory.slice(0, 2)) {
      const [owner] = await staff.working(db, id, 'owner');
      if (owner) libraries.push({ slug, owner: acting(owner.id, id, 'owner') });
    }
    const [commander, deputy] = officers.map(({ id }) => acting(id, PLATFORM, 'security-officer'));
    if (!commander || !deputy || libraries.length < 2)
      throw new Error('The demo has two officers and two libraries with owners; somebody was removed.');
    return { commander, deputy, addresses: officers.map(({ email }) => email), libraries };
  });
}

function acting(id: string, libraryId: string, role: Staff['role']): Staff {
  return { ...aJob('incident drill', libraryId), kind: 'staff', id, role, secondFactor: true };
}
