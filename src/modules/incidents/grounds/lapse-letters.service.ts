import { Injectable } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import { Setting } from '../../../foundation/setting.js';
import { StaffNoticesService } from '../../deadlines/staff-notices.service.js';
import type { BreachDecision } from '../breach.entity.js';
import { numberOf } from '../incident-number.js';
import { Incident } from '../incident.entity.js';
import { LAPSED_GROUNDS } from './wake.js';

/** Tells a library's owners once that the ground of a decision holds no longer; the officers hear of it by the alarm. */
@Injectable()
export class LapseLetters {
  constructor(
    private readonly records: Records,
    private readonly notices: StaffNoticesService,
    private readonly setting: Setting,
  ) {}

  /** The mark and the letters are one transaction of the platform. In drills none leaves. */
  async write(
    { id: libraryId, slug }: { id: string; slug: string },
    { id, incidentId }: Opened<BreachDecision>,
    now: Date,
  ): Promise<void> {
    await this.records.in(aJob(LAPSED_GROUNDS, PLATFORM), async (db) => {
      const { mode } = await db.get(Incident, { id: incidentId });
      if (mode !== 'live') return;
      const untold = await this.notices.untold(db, libraryId, [`ground-lapsed ${id}`], now);
      if (!untold.size) return;
      const words = lapseLetter(
        slug,
        numberOf(incidentId, mode),
        `${this.setting.config.publicUrl}/admin/resources/breaches`,
      );
      await this.notices.toOwners(db, libraryId, { kind: 'breach-reminder', ...words });
    });
  }
}

/** That somebody has to decide anew, and that the clock runs. Nothing of what happened. */
function lapseLetter(library: string, number: string, panel: string) {
  return {
    subject: `${number}, ${library}: decide again on the readers · decida de nuevo sobre las personas afectadas`,
    text:
      `${number}, ${library}: the ground on which the people concerned were not written to (Art. 34(3)) no longer holds. From ` +
      `now on the duty to inform them runs (Art. 34(1)). Write to them, or decide again; why it no longer holds stands in the ` +
      `timeline:\n${panel}\n\n---\n\n` +
      `${number}, ${library}: el motivo por el que no se escribió a las personas afectadas (art. 34.3) ya no se sostiene. Desde ` +
      `ahora corre el deber de informarlas (art. 34.1). Escríbales o decida de nuevo; por qué ya no se sostiene consta en la ` +
      `cronología:\n${panel}`,
  };
}
