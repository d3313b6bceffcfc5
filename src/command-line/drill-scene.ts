import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { IncidentPlanService } from '../modules/incidents/incident-plan.service.js';
import type { Cast } from './drill-cast.js';

const PAUSE_MS = 250;
const TRIES = 120;

/** Where a drill stands while it is played. */
export class Scene {
  /** The incident, from the declaration on. */
  id = '';

  constructor(
    private readonly app: INestApplicationContext,
    readonly cast: Cast,
    readonly pace: number,
    readonly began: Date,
  ) {}

  /** A service of the installation: the same one that the routes and the panel call. */
  the<T>(service: Type<T>): T {
    return this.app.get(service, { strict: false });
  }

  /** Waits for what a server beside this process may be doing. @throws Error after half a minute */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await isSo()) return;
      await pause(PAUSE_MS);
    }
    throw new Error(`Half a minute went by, and ${what} did not come. Is a server stuck?`);
  }
}

/** One step of the plan as it is played; gives what is printed of it. */
export interface Play {
  name: string;
  play: (scene: Scene) => Promise<string>;
}

/** Marks a step of the plan done. */
export async function done(scene: Scene, step: string, evidence: string) {
  await scene.the(IncidentPlanService).finish(scene.cast.commander, scene.id, step, evidence, new Date());
}
