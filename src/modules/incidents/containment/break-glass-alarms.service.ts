import { Injectable } from '@nestjs/common';
import { AlarmsService } from '../../deadlines/alarms.service.js';
import { ContainmentAction } from './action.entity.js';

/** Raises an alarm, of which the officers hear by letter, for what one person approved alone and nobody reviewed in a day. */
@Injectable()
export class BreakGlassAlarms {
  constructor(alarms: AlarmsService) {
    alarms.register('platform', async (db, now) => {
      const overdue = await db.all(ContainmentAction, {
        mode: 'live',
        reviewedAt: null,
        reviewDueAt: { before: now },
      });
      return overdue.map(({ id, kind, reviewDueAt }) => ({
        kind: 'review-overdue' as const,
        about: `${kind} ${id.slice(-4)}`,
        since: reviewDueAt ?? now,
        key: `review-overdue ${id}`,
      }));
    });
  }
}
