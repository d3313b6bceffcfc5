import { Injectable } from '@nestjs/common';
import { PLATFORM } from '../../foundation/database/scope.js';
import { OfficeLettersService } from '../incidents/office-letters.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { EvidenceRetentionService } from './evidence-retention.service.js';
import { RetentionService } from './retention.service.js';

/** One night's pass over every library and the platform: what has been kept long enough goes. */
@Injectable()
export class NightService {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly retention: RetentionService,
    private readonly evidence: EvidenceRetentionService,
    private readonly offices: OfficeLettersService,
  ) {}

  /** One that fails keeps no other waiting. @throws AggregateError when any failed */
  async run(now: Date): Promise<void> {
    const ids = (await this.libraries.changeable()).map(({ id }) => id);
    await this.retention.each([...ids, PLATFORM], (id) =>
      id === PLATFORM ? this.evidence.run(now) : this.ofLibrary(id, now),
    );
  }

  private async ofLibrary(id: string, now: Date): Promise<void> {
    await this.offices.forget(id, now);
    await this.retention.run(id, now);
  }
}
