import type { INestApplicationContext, Type } from '@nestjs/common';
import type { Cast } from './drill-cast.js';

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
}

/** One step of the plan as it is played; gives what is printed of it. */
export interface Play {
  name: string;
  play: (scene: Scene) => Promise<string>;
}
